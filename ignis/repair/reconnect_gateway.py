"""`reconnect-gateway`: Discord's gateway takes heartbeats and acknowledges none."""

from typing import Protocol

from ignis.domain.health.repair_facts import RepairFact, RepairFinding
from ignis.repair.recovery import Report, found


class GatewayConnection(Protocol):
    def silent_for(self) -> float | None:
        """Seconds since the last acknowledged heartbeat; None without a session."""
        ...

    async def disconnect(self) -> bool:
        """Closes the connection, so that the session is resumed on a new one; False if there is none to close."""
        ...


class ReconnectGateway:
    name = "reconnect-gateway"
    trigger = "no heartbeat acknowledged for `watchdog.no_ack_after` seconds"

    def __init__(self, gateway: GatewayConnection, *, limit: float) -> None:
        """`limit` in seconds: a longer silence means that the connection is dead."""
        self._gateway = gateway
        self._limit = limit

    async def run(self) -> Report:
        silent = self._gateway.silent_for()
        if silent is None:
            return found(RepairFact.NO_SESSION)
        if silent <= self._limit:
            return found(RepairFact.ACKNOWLEDGED, count=round(silent))
        report = found(RepairFact.SILENT, count=round(silent))
        if not await self._gateway.disconnect():
            return report
        return Report(report.found, (RepairFinding.of(RepairFact.DISCONNECTED),))
