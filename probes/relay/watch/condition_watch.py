"""Reports the state of checks and circuits to the incident manager, once a second.

The answers of the look at the programs are used for this too. If there was no look in time, because supervisord does
not answer or a program hangs, the exporter and the bot are asked from here. No answer means that the state is unknown:
that neither opens nor resolves anything.
"""

import asyncio
from typing import Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.endpoints import Endpoint
from ignis.runtime.stack.http_shapes import ReportedBotState, ReportedHealth
from probes.peers.program_client import ProgramClient
from probes.relay.incident_manager import IncidentManager
from probes.relay.watch.conditions import of_checks, of_circuits
from probes.relay.watch.observer import StackLook

_LATE = 1.5  # looks


class StackRecovery(Protocol):
    """Knows of outages of everything; in the relay it is the `OutageWatch`."""

    def settling(self) -> bool:
        """Whether everything was down or stood still a moment ago."""
        ...


class ConditionWatch:
    """What the exporter and the bot report, as conditions."""

    def __init__(
        self,
        manager: IncidentManager,
        client: ProgramClient,
        home: Home,
        recovery: StackRecovery,
        *,
        clock: Clock,
        every: float,
    ) -> None:
        """While `recovery` says that the stack settles, nothing that has turned red is reported."""
        self._manager = manager
        self._recovery = recovery
        self._client = client
        self._home = home
        self._clock = clock
        self._every = every
        self._judged_at: float | None = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            if self._judged_at is None or self._clock.monotonic() - self._judged_at > _LATE * self._every:
                await self.look()
            await tick(self._every)

    async def looked(self, look: StackLook) -> None:
        """Judges what the programs answered just now."""
        reports = {name: answer.report for name, answer in look.answers.items()}
        health, state = reports.get("exporter"), reports.get("bot")
        await self._judge(
            health if isinstance(health, ReportedHealth) else None,
            state if isinstance(state, ReportedBotState) else None,
        )

    async def look(self) -> None:
        """Asks the exporter and the bot."""
        known = endpoints.read(self._home)
        health, state = await asyncio.gather(self._health(known.get("exporter")), self._state(known.get("bot")))
        await self._judge(health, state)

    async def _judge(self, health: ReportedHealth | None, state: ReportedBotState | None) -> None:
        self._judged_at = self._clock.monotonic()
        now, still_open = self._clock.now(), tuple(self._manager.state.open.values())
        checks = of_checks(health, still_open, now) if health else ()
        circuits = of_circuits(state, still_open, now) if state else ()
        settling = self._recovery.settling()
        await self._manager.handle(
            one
            for one in (*checks, *circuits)
            if not (settling and one.wrong and one.subject not in self._manager.state.open)
        )

    async def _health(self, exporter: Endpoint | None) -> ReportedHealth | None:
        return await self._client.health(exporter.url) if exporter else None

    async def _state(self, bot: Endpoint | None) -> ReportedBotState | None:
        return await self._client.bot_state(bot.url) if bot else None
