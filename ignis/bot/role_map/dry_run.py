"""Previews of the sync over a whole server, in slices, so that the bot serves others meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

import discord

from ignis.bot.role_sync.guild_snapshot import take_snapshot
from ignis.bot.role_sync.internals import role_ids
from ignis.domain.role_map.check import RoleTally
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_sync.preview import Preview
from ignis.runtime.base.clock import Clock
from ignis.services.sync import RankSync

T = TypeVar("T")

_AT_ONCE = 250  # members whose records are asked for together
_SLICE = 0.01  # seconds of work at a stretch
_LOOK_EVERY = 16  # members between two looks at the clock
_READ_FOR = 120.0  # seconds in which somebody turns the pages of one and the same preview


@dataclass(frozen=True)
class _Read:
    """The last preview that was made, `of` what, for whoever turns its pages."""

    of: tuple[int, str, str | None]
    preview: Preview
    until: float


class DryRun:
    """Neither asks Discord for anything nor writes anything anywhere."""

    def __init__(self, sync: RankSync, clock: Clock, contested: Callable[[int], bool]) -> None:
        """`contested`: whether another bot fights for that member's nickname, which the sync leaves alone then."""
        self._sync = sync
        self._clock = clock
        self._contested = contested
        self._read: _Read | None = None

    async def preview(
        self, guild: discord.Guild, role_map: RoleMap, before: RoleMap | None = None, *, turned: bool = False
    ) -> Preview:
        """What the sync would do by `role_map`; with `before`, what it would do that it does not do by that one.

        `turned` is for another page of a preview: it shows the one that was made last, if that is what it shows, so
        that nobody slips from page to page while they read. Raises StorageError.
        """
        of, now = (
            (guild.id, role_map.revision, before.revision if before is not None else None),
            self._clock.monotonic(),
        )
        if turned and self._read is not None and self._read.of == of and now < self._read.until:
            return self._read.preview
        made = await self._made(guild, role_map, before)
        self._read = _Read(of, made, now + _READ_FOR)
        return made

    async def _made(self, guild: discord.Guild, role_map: RoleMap, before: RoleMap | None) -> Preview:
        after = take_snapshot(guild, role_map)
        first = take_snapshot(guild, before).table if before is not None else None
        made = self._sync.preview(first, after.table, self._clock.now())
        async for members in _portions(guild):
            known = await self._sync.known(
                [after.seen(member, contested=self._contested(member.id)) for member in members]
            )
            async for each in _unhurried(known):
                made.add(each)
        return made

    async def tally(self, guild: discord.Guild, role_map: RoleMap) -> RoleTally:
        """How often each mapped role is held, and decides."""
        made, table = RoleTally(), take_snapshot(guild, role_map).table
        async for members in _portions(guild):
            async for member in _unhurried(members):
                made.add(table.held(role_ids(member)))
        return made


async def _portions(guild: discord.Guild) -> AsyncGenerator[Sequence[discord.Member]]:
    """Everybody but the bots, as they are now."""
    members = [member for member in guild.members if not member.bot]
    for begin in range(0, len(members), _AT_ONCE):
        yield members[begin : begin + _AT_ONCE]


async def _unhurried(items: Sequence[T]) -> AsyncGenerator[T]:
    """`items`, with a pause for others after every stretch of work."""
    begun = perf_counter()
    for place, item in enumerate(items, 1):
        yield item
        if place % _LOOK_EVERY == 0 and perf_counter() - begun > _SLICE:
            await asyncio.sleep(0)
            begun = perf_counter()
