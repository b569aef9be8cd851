"""Notices a gateway that is connected and dead: it takes heartbeats and acknowledges none.

discord.py looks at when it last received anything, and closes the connection after 60 s without. A gateway that still
sends events, or a half-dead path in one direction, passes that test for ever; what only a living gateway does is to
acknowledge. After the connection is closed discord.py resumes the session by itself, or begins a new one.
"""

from collections.abc import Awaitable, Callable

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import last_ack_age
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger

_LOOKS = 18  # within the limit


class GatewayWatch:
    def __init__(
        self, client: IgnisClient, log: Logger, *, no_ack_after: float, reconnect: Callable[[], Awaitable[object]]
    ) -> None:
        """`reconnect` is called when no heartbeat has been acknowledged for `no_ack_after` seconds.

        That must be longer than two of the gateway's heartbeats (41.25 s each on Discord).
        """
        self._client = client
        self._log = log
        self._limit = no_ack_after
        self._reconnect = reconnect

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(self._limit / _LOOKS)
            silent = self._silent_for()
            if silent is not None and silent > self._limit:
                self._log.warning("the gateway acknowledges no heartbeats; connecting anew", silent_s=round(silent, 1))
                await self._reconnect()

    def _silent_for(self) -> float | None:
        """None without a session: then discord.py, or `Session`, is at work on one already."""
        return last_ack_age(self._client) if self._client.gateway is Gateway.READY else None
