"""The sandbox as at its first start."""

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ignis.sandbox.bot_control import memory
from ignis.sandbox.bot_control.process import BotProcess
from ignis.sandbox.bot_control.stopwatch import Stopwatch
from ignis.sandbox.control.answers import post
from ignis.sandbox.errors import ControlError
from ignis.sandbox.faults import Faults
from ignis.sandbox.fields import Fields
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.simcord_bridge import ChannelPages, Simulation
from ignis.sandbox.world.accounts import Accounts


@dataclass(frozen=True)
class ResetCalls:
    simulation: Simulation
    accounts: Accounts
    gateway: Gateway
    faults: Faults
    pages: ChannelPages
    bot: BotProcess | None
    role_map: str
    stopwatch: Stopwatch

    def routes(self) -> list[web.RouteDef]:
        return [post("reset", self._reset)]

    async def _reset(self, _: Fields) -> dict[str, Any]:
        """World, faults, and what the bot has stored. Commands stay registered, as on Discord.

        `bot` says whether the bot began anew, too: false if nothing keeps it, or if its home may hold data of worth.
        """
        bot = await self._stopped_bot()
        self.faults.clear()
        await self.pages.close_page()
        self.gateway.begin_again()
        self.simulation.begin_again()
        self.accounts.begin_again()
        if bot is None:
            return {"reset": True, "bot": False}
        try:
            forgotten = await asyncio.to_thread(memory.forget, bot.home, self.role_map)
        except OSError as error:
            raise ControlError(409, f"the bot's data cannot be removed: {error}") from None
        finally:
            await asyncio.to_thread(bot.start)
        return {"reset": True, "bot": forgotten}

    async def _stopped_bot(self) -> BotProcess | None:
        """None if the bot cannot be stopped from here; the world is reset even so."""
        if self.bot is None:
            return None
        self.stopwatch.start("reset", self.gateway.clock.monotonic())
        try:
            await asyncio.to_thread(self.bot.stop)
        except ControlError:
            self.stopwatch.forget(self.gateway.clock.monotonic())
            return None
        return self.bot
