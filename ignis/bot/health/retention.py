"""Deletes all that is stored about members who left the server `keep_days` ago."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Protocol

import discord

from ignis.bot.gateway.member_list import MemberList
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError
from ignis.services.privacy import Privacy

_EVERY: Final = 3600.0  # seconds
_AT_ONCE: Final = 20  # members a round: each deletion rewrites the backups


class Departures(Protocol):
    """See `ignis.adapters.stores.departures`. Both methods raise StorageError."""

    async def note(self, here: Collection[int], at: datetime) -> None: ...

    async def due(self, before: datetime, most: int) -> list[int]: ...


class MemberListClient(Protocol):
    @property
    def guild(self) -> discord.Guild | None: ...

    @property
    def members(self) -> MemberList: ...


class Retention:
    """Looks once an hour while its `run` runs. With `keep_days` 0 everything is kept, and nobody's leaving is noted."""

    def __init__(
        self,
        departures: Departures,
        privacy: Privacy,
        server: MemberListClient,
        *,
        clock: Clock,
        log: Logger,
        keep_days: int,
    ) -> None:
        self._departures = departures
        self._privacy = privacy
        self._server = server
        self._clock = clock
        self._log = log
        self._keep_days = keep_days

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(_EVERY)
            if self._keep_days:
                await self.look()

    async def look(self) -> None:
        """Does nothing while the list of members is not whole: who is missing in it has not left."""
        here = _everybody(self._server)
        if here is None:
            return
        now = self._clock.now()
        try:
            await self._departures.note(here, now)
            due = await self._departures.due(now - timedelta(days=self._keep_days), _AT_ONCE)
            for user_id in due:
                await self._privacy.delete(user_id, now)
        except StorageError as error:
            self._log.warning("who has left is still stored", problem=str(error))
        else:
            if due:
                self._log.info("deleted who left long ago", members=len(due), after_days=self._keep_days)


def _everybody(server: MemberListClient) -> frozenset[int] | None:
    guild = server.guild
    return frozenset(member.id for member in guild.members) if guild is not None and server.members.whole else None
