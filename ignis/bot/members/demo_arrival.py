"""Gives the sandbox's members a past, once."""

import discord

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.members import demo
from ignis.bot.names.guild_names import GuildNames
from ignis.bot.replies.people import subject
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import LegionSource, MemberStore, StorageError


class DemoArrival:
    def __init__(
        self,
        client: IgnisClient,
        store: MemberStore,
        rules: LegionSource,
        clock: Clock,
        log: Logger,
        *,
        names: GuildNames,
    ) -> None:
        self._client = client
        self._names = names
        self._store = store
        self._rules = rules
        self._clock = clock
        self._log = log

    async def arrive(self, guild: discord.Guild) -> None:
        """Does nothing on Discord itself."""
        if self._client.on_discord:
            return
        subjects = [subject(member, self._names) for member in guild.members if not member.bot]
        actor_id = self._client.application_id or 0
        try:
            seeded = await demo.seed(
                self._store, self._rules.legion, subjects, actor_id=actor_id, now=self._clock.now()
            )
        except StorageError as error:
            self._log.warning("no demo points", problem=str(error))  # cards show zero; nothing else depends on it
            return
        if seeded:
            self._log.info("demo points given", members=seeded)
