"""Asks how the checks and the circuits stand, once a second, and tells the desk.

Whoever does not answer is not known: that neither opens nor resolves anything.
"""

import asyncio

from ignis.runtime import endpoints
from ignis.runtime.endpoints import Endpoint
from probes.relay.news import BotState, Health, of_checks, of_circuits
from probes.relay.reconcile import Parts


class ConditionWatch:
    def __init__(self, parts: Parts, *, every: float) -> None:
        self._home = parts.home
        self._inquiry = parts.inquiry
        self._desk = parts.desk
        self._clock = parts.clock
        self._every = every

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        known = endpoints.read(self._home)
        health, state = await asyncio.gather(self._health(known.get("exporter")), self._state(known.get("bot")))
        now, still_open = self._clock.now(), tuple(self._desk.state.open.values())
        checks = of_checks(health, still_open, now) if health else ()
        circuits = of_circuits(state, still_open, now) if state else ()
        await self._desk.handle([*checks, *circuits])

    async def _health(self, exporter: Endpoint | None) -> Health | None:
        return await self._inquiry.health(exporter.url) if exporter else None

    async def _state(self, bot: Endpoint | None) -> BotState | None:
        return await self._inquiry.bot_state(bot.url) if bot else None
