"""Tells the desk how the checks and the circuits stand, once a second.

What the look at the programs was answered serves for this as well. Where there was none in time, because supervisord
does not answer or a program hangs, the exporter and the bot are asked here. Whoever does not answer is not known: that
neither opens nor resolves anything.
"""

import asyncio
from collections.abc import Mapping

from ignis.runtime.base.ticker import beat
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.endpoints import Endpoint
from ignis.runtime.stack.http_shapes import ReportedBotState, ReportedHealth
from probes.peers.program_client import ProgramAnswers
from probes.relay.watch.conditions import of_checks, of_circuits
from probes.relay.watch.reconcile import Parts

_LATE = 1.5  # looks


class ConditionWatch:
    def __init__(self, parts: Parts, *, every: float) -> None:
        self._home = parts.home
        self._inquiry = parts.inquiry
        self._desk = parts.desk
        self._clock = parts.clock
        self._every = every
        self._judged_at: float | None = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            if self._judged_at is None or self._clock.monotonic() - self._judged_at > _LATE * self._every:
                await self.look()
            await beat(self._every)

    async def hear(self, answers: Mapping[str, ProgramAnswers]) -> None:
        """What the programs answered just now, by name."""
        told = {name: answer.told for name, answer in answers.items()}
        health, state = told.get("exporter"), told.get("bot")
        await self._judge(
            health if isinstance(health, ReportedHealth) else None,
            state if isinstance(state, ReportedBotState) else None,
        )

    async def look(self) -> None:
        known = endpoints.read(self._home)
        health, state = await asyncio.gather(self._health(known.get("exporter")), self._state(known.get("bot")))
        await self._judge(health, state)

    async def _judge(self, health: ReportedHealth | None, state: ReportedBotState | None) -> None:
        self._judged_at = self._clock.monotonic()
        now, still_open = self._clock.now(), tuple(self._desk.state.open.values())
        checks = of_checks(health, still_open, now) if health else ()
        circuits = of_circuits(state, still_open, now) if state else ()
        await self._desk.handle([*checks, *circuits])

    async def _health(self, exporter: Endpoint | None) -> ReportedHealth | None:
        return await self._inquiry.health(exporter.url) if exporter else None

    async def _state(self, bot: Endpoint | None) -> ReportedBotState | None:
        return await self._inquiry.bot_state(bot.url) if bot else None
