"""Notices a gateway that is connected but dead: it takes heartbeats and acknowledges none.

discord.py looks at when it last received anything, and closes the connection after 60 s of silence. A gateway that
still sends events, or a path that is broken in one direction, passes that test for ever. Only a living gateway
acknowledges. After the connection is closed, discord.py resumes the session by itself, or begins a new one.
"""

from typing import Protocol

from ignis.bot.gateway.client import Gateway, IgnisClient
from ignis.bot.gateway.heartbeat import last_ack_age
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger

_LOOKS = 18  # within the limit


class RecoveryRunner(Protocol):
    """Runs a recovery by name, because of `why`. See `ignis.repair.repairs.Repairs`."""

    async def run(self, name: str, why: str, /) -> object: ...


class HeartbeatWatchdog:
    """Ends a connection whose heartbeats are not acknowledged.

    Example:
        watchdog = HeartbeatWatchdog(client, repairs, log, no_ack_after=100)
        watching = asyncio.create_task(watchdog.run())
    """

    def __init__(self, client: IgnisClient, repairs: RecoveryRunner, log: Logger, *, no_ack_after: float) -> None:
        """Runs `reconnect-gateway` when no heartbeat has been acknowledged for `no_ack_after` seconds.

        That must be longer than two of the gateway's heartbeats (41.25 s each on Discord).
        """
        self._client = client
        self._repairs = repairs
        self._log = log
        self._limit = no_ack_after

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(self._limit / _LOOKS)
            silent = self._silent_for()
            if silent is not None and silent > self._limit:
                self._log.warning("the gateway acknowledges no heartbeats; connecting again", silent_s=round(silent, 1))
                await self._repairs.run(ReconnectGateway.name, "it acknowledges no heartbeats")

    def _silent_for(self) -> float | None:
        """None without a session: discord.py or `GatewaySession` is already getting one."""
        return last_ack_age(self._client) if self._client.gateway is Gateway.READY else None
