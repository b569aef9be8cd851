"""The bot's process, for the page: what it does, and kill, freeze and restart it.

Guarded as every call: only this machine, and no web page from elsewhere. It is a sandbox, where breaking is the point;
the same buttons do not exist for a bot on the real Discord, because there no sandbox runs.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.bot_control.process import BotProcess
from ignis.sandbox.bot_control.stopwatch import Stopwatch
from ignis.sandbox.control.answers import post
from ignis.sandbox.errors import ControlError
from ignis.sandbox.fields import Fields
from ignis.sandbox.gateway import Gateway


@dataclass(frozen=True)
class BotCalls:
    gateway: Gateway
    clock: Clock
    bot: BotProcess | None
    """None if the sandbox runs alone, as in tests."""
    stopwatch: Stopwatch

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/bot", self._look),
            post("bot/kill", self._kill),
            post("bot/freeze", self._freeze),
            post("bot/restart", self._restart),
        ]

    async def _look(self, _: web.Request) -> web.Response:
        return web.json_response(await self._state())

    async def _kill(self, _: Fields) -> dict[str, Any]:
        bot = self._kept()
        began = self.clock.monotonic()
        await asyncio.to_thread(bot.kill)
        self.stopwatch.start("kill", began)
        return await self._state()

    async def _freeze(self, _: Fields) -> dict[str, Any]:
        bot = self._kept()
        began = self.clock.monotonic()
        await asyncio.to_thread(bot.freeze)
        self.stopwatch.start("freeze", began)
        return await self._state()

    async def _restart(self, _: Fields) -> dict[str, Any]:
        """Also starts a bot that the restart gate holds."""
        bot = self._kept()
        self.stopwatch.start("restart", self.clock.monotonic())
        try:
            await asyncio.to_thread(bot.restart)
        except ControlError:
            self.stopwatch.forget(self.clock.monotonic())
            raise
        return await self._state()

    def _kept(self) -> BotProcess:
        if self.bot is None:
            raise ControlError(409, "the sandbox runs alone: only a stack, `ignis up`, can kill and restart its bot")
        return self.bot

    async def _state(self) -> dict[str, Any]:
        """`kept` is false, and `why` says why, if the process cannot be reached from here.

        A bot that is connected runs, even before it has published its address: the stopwatch has stopped, too.
        """
        connection = self.gateway.connection_times()
        seen: dict[str, Any] = {
            "connected": connection.connected_at is not None,
            "stopwatch": self.stopwatch.look(
                connected_at=connection.connected_at, lost_at=connection.lost_at, now=self.clock.monotonic()
            ),
        }
        try:
            state = await asyncio.to_thread(self._kept().state)
        except ControlError as error:
            return seen | {"kept": False, "why": str(error), "state": "unknown", "pid": None, "held": None}
        if state.state == "starting" and seen["connected"]:
            state = replace(state, state="running")
        return seen | {"kept": True} | state.as_json()
