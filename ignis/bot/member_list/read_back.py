"""Reads a few members back by REST: a canary for changes that the gateway never told.

Who is read is drawn anew each time. Where Discord says otherwise than the list, and goes on to say so, a change was
lost: it is counted and told, and the whole list is asked for anew.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from random import Random
from typing import Any, Final, Protocol

import discord

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.connection_state import shown
from ignis.bot.member_list.role_counts import RoleComparison, RoleCounts
from ignis.bot.rest.circuit import CALL_FAILURES, judge
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.circuit import Circuit
from ignis.runtime.telemetry.logs import Logger

_AT_ONCE: Final = 5
"""Members a round, each a request; Discord allows 50 a second for everything the bot does."""
_ON_ITS_WAY: Final = 5.0
"""Seconds in which an event may still come that would explain a difference."""


class ReadBackObserver(Protocol):
    def read_back(self, members: int, different: int, /) -> None:
        """So many members were read, and so many were not as the list had them."""
        ...


@dataclass(frozen=True)
class ReadBackResult:
    """`counts` is what Discord's counts of roles say; None if it did not tell."""

    at: datetime
    members: int
    different: int
    counts: str | None


class ReadBack:
    """Looks every `every` seconds while `run` runs, and only while the list is whole: else it is asked for anyway."""

    def __init__(
        self,
        client: IgnisClient,
        rest: Circuit,
        counts: RoleCounts,
        observers: Sequence[ReadBackObserver],
        *,
        clock: Clock,
        random: Random,
        log: Logger,
        every: float,
        grace: float = _ON_ITS_WAY,
    ) -> None:
        self._client = client
        self._rest = rest
        self._counts = counts
        self._observers = observers
        self._clock = clock
        self._random = random
        self._log = log
        self._every = every
        self._grace = grace
        self._last: ReadBackResult | None = None
        self._found_at: datetime | None = None
        self._differences = 0

    async def run(self) -> None:
        """Never returns."""
        while True:
            await asyncio.sleep(self._every)
            await self.look()

    async def look(self) -> None:
        """One round. Does nothing while no server is served or its list is not whole."""
        guild = self._client.guild
        if guild is None or not self._client.members.whole:
            return
        members = [member.id for member in guild.members if not member.bot]
        chosen = self._random.sample(members, min(_AT_ONCE, len(members)))
        read, different = await self._differing(guild, chosen)
        if different:
            await asyncio.sleep(self._grace)
            _, different = await self._differing(guild, different)
        counts = await self._counts.ask(guild)
        self._record(guild, read, different, counts)

    async def _differing(self, guild: discord.Guild, user_ids: Sequence[int]) -> tuple[int, list[int]]:
        """How many Discord told of, and those of them who are not as the list has them."""
        read, different = 0, list[int]()
        for user_id in user_ids:
            as_known = _shown(guild.get_member(user_id))
            try:
                found = await self._rest.call(lambda user_id=user_id: guild.fetch_member(user_id), judge)  # type: ignore[misc]
            except discord.NotFound:
                found = None
            except CALL_FAILURES:
                continue  # Discord did not say
            read += 1
            told_more = _shown(guild.get_member(user_id)) != as_known  # the answer may be older than that
            if not told_more and _shown(found) != as_known:
                different.append(user_id)
        return read, different

    def _record(self, guild: discord.Guild, read: int, different: Sequence[int], counts: RoleComparison | None) -> None:
        now = self._clock.now()
        self._last = ReadBackResult(now, read, len(different), str(counts) if counts is not None else None)
        for observer in self._observers:
            observer.read_back(read, len(different))
        if not different and (counts is None or not counts.lacking):
            return
        self._found_at = now
        self._differences += max(1, len(different))
        self._log.warning(
            "the list of members is not what Discord has",
            members=list(different),
            read=read,
            counts=str(counts) if counts is not None else "not told",
        )
        if guild is self._client.guild:
            self._client.members.doubt(guild.id)

    def state(self) -> dict[str, Any]:
        """The `read_back` of `/state`. `found_at` is when the last difference was found, `differences` how many."""
        last = self._last
        return {
            "last": None if last is None else {**asdict(last), "at": last.at.isoformat()},
            "found_at": self._found_at.isoformat() if self._found_at is not None else None,
            "differences": self._differences,
        }


def _shown(member: discord.Member | None) -> tuple[Any, str | None] | None:
    return shown(member) if member is not None else None
