"""`reconnect-gateway`: Discord's gateway takes heartbeats and acknowledges none."""

from typing import Protocol

from ignis.repair.recovery import Report


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
            return Report("there is no session; the bot is already asking for one")
        if silent <= self._limit:
            return Report(f"the gateway acknowledged a heartbeat {silent:.0f} s ago")
        found = f"the gateway has acknowledged no heartbeat for {silent:.0f} s"
        if not await self._gateway.disconnect():
            return Report(found)
        return Report(found, "closed the connection, to resume the session on a new one")
