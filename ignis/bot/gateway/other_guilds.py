"""Says once of every other server that the bot was invited to that nothing happens there, and leaves it if it may."""

import asyncio
from typing import Final

import aiohttp
import discord

from ignis.bot.gateway.client import IgnisClient
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import ServedGuildStore, StorageError

_AGAIN_AFTER: Final = 30.0
"""Seconds until it is tried again what the database or Discord did not take."""
_ADVICE: Final = "switch off 'Public Bot' on the Bot page of your application, then nobody else can invite it"


class ServedGuildMemory:
    """An Arrival: remembers the server that is served, so that a restart does not choose again."""

    def __init__(self, store: ServedGuildStore, clock: Clock, log: Logger) -> None:
        self._store = store
        self._clock = clock
        self._log = log

    async def arrive(self, guild: discord.Guild) -> None:
        try:
            await self._store.serve(guild.id, self._clock.now())
        except StorageError as error:  # the client knows it while it runs; the next session tries again
            self._log.warning("the served server is not remembered", problem=str(error))


class OtherGuilds:
    """It works while `run` runs, and only while a server is served: before that, no server is another one."""

    def __init__(
        self, client: IgnisClient, store: ServedGuildStore, clock: Clock, log: Logger, *, leave: bool = False
    ) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._log = log
        self._leave = leave

    async def run(self) -> None:
        """Never returns. Begun again after a failure, it looks at once."""
        changed = self._client.others_changed
        changed.set()
        while True:
            await changed.wait()
            changed.clear()
            done = [await self._look_at(guild) for guild in self._client.other_guilds]
            if not all(done):
                await asyncio.sleep(_AGAIN_AFTER)
                changed.set()

    async def _look_at(self, guild: discord.Guild) -> bool:
        """False if it has to be tried again."""
        try:
            if await self._store.tell(guild.id, self._clock.now()):
                self._log.warning(
                    "invited to another server, which is not served",
                    guild=guild.id,
                    name=guild.name,
                    leaves=self._leave,
                    advice=_ADVICE,
                )
        except StorageError as error:
            self._log.warning("not noted that the bot was invited elsewhere", guild=guild.id, problem=str(error))
            return False
        return await self._left(guild) if self._leave and not guild.unavailable else True

    async def _left(self, guild: discord.Guild) -> bool:
        if guild.id == self._client.own_guild_id:  # it may have been chosen while the database answered
            return True
        try:
            await guild.leave()
        except discord.NotFound:
            return True
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("another server is not left", guild=guild.id, problem=str(error))
            return False
        self._log.info("left another server", guild=guild.id)
        return True
