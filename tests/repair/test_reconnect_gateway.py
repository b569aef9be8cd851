"""`reconnect-gateway` closes a connection that is silent for too long, and no other."""

from dataclasses import dataclass

import pytest

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
        (Connection(91.0), "the gateway has acknowledged no heartbeat for 91 s", 1),
        (Connection(91.0, is_open=False), "the gateway has acknowledged no heartbeat for 91 s", 0),
        (Connection(90.0), "the gateway acknowledged a heartbeat 90 s ago", 0),
        (Connection(None), "there is no session; the bot is already asking for one", 0),
    ],
)
async def test_reconnect_gateway(connection: Connection, found: str, closed: int) -> None:
    report = await ReconnectGateway(connection, limit=90).run()
    assert (report.found, connection.closed) == (found, closed)
    assert (report.did == NOTHING) == (closed == 0)
