"""`reconnect-gateway` closes a connection that is silent for too long, and no other."""

from dataclasses import dataclass

import pytest

from ignis.domain.health.repair_facts import in_a_line
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.repair.recovery import NOTHING


@dataclass
class Connection:
    """A GatewayConnection that has been silent for so many seconds; None without a session."""

    silent: float | None
    is_open: bool = True
    closed: int = 0

    def silent_for(self) -> float | None:
        return self.silent

    async def disconnect(self) -> bool:
        self.closed += self.is_open
        return self.is_open


@pytest.mark.parametrize(
    ("connection", "found", "closed"),
    [
        (Connection(91.0), "silent count=91", 1),
        (Connection(91.0, is_open=False), "silent count=91", 0),
        (Connection(90.0), "acknowledged count=90", 0),
        (Connection(None), "no_session", 0),
    ],
)
async def test_reconnect_gateway(connection: Connection, found: str, closed: int) -> None:
    report = await ReconnectGateway(connection, limit=90).run()
    assert (in_a_line(report.found), connection.closed) == (found, closed)
    assert (report.did == NOTHING) == (closed == 0)
