"""`reconnect-gateway`: Discord's gateway takes heartbeats and acknowledges none."""

from collections.abc import Awaitable, Callable

from ignis.repair.recovery import Report


class ReconnectGateway:
    name = "reconnect-gateway"
    trigger = "no heartbeat acknowledged for `watchdog.no_ack_after` seconds"

    def __init__(
        self,
        silent_for: Callable[[], float | None],
        disconnect: Callable[[], Awaitable[bool]],
        *,
        limit: float,
    ) -> None:
        """`silent_for` gives the seconds since the last acknowledgement, None without a session.

        `disconnect` closes the connection, so that the session is resumed on a new one; False without one to close.
        """
        self._silent_for = silent_for
        self._disconnect = disconnect
        self._limit = limit

    async def run(self) -> Report:
        silent = self._silent_for()
        if silent is None:
            return Report("there is no session; one is being asked for already")
        if silent <= self._limit:
            return Report(f"the gateway acknowledged a heartbeat {silent:.0f} s ago")
        found = f"the gateway has acknowledged no heartbeat for {silent:.0f} s"
        if not await self._disconnect():
            return Report(found)
        return Report(found, "closed the connection, to resume the session on a new one")
