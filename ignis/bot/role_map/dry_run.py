"""Previews of the sync over a whole server, in slices, so that the bot answers others meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import discord

from ignis.bot.role_sync.guild_snapshot import UNPINNED, RolePins, take_snapshot
from ignis.bot.role_sync.internals import role_ids
from ignis.bot.role_sync.refused_writes import RefusedWrites
from ignis.domain.role_map.check import RoleTally
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_sync.plan import Contested
from ignis.domain.role_sync.preview import Preview
from ignis.runtime.base.clock import Clock
from ignis.services.sync import RankSync

T = TypeVar("T")

_AT_ONCE = 250  # members whose records are asked for together
_SLICE = 0.01  # seconds of work at a stretch
_LOOK_EVERY = 16  # members between two looks at the clock
_READ_FOR = 120.0  # seconds for which the pages of one preview are kept


class WriteObstacles(Protocol):
    """What keeps the sync from writing, beside the server's rules (the SyncPlanner)."""

    @property
    def refused(self) -> RefusedWrites:
        """What Discord did not take."""
        ...

    def contested(self, user_id: int) -> Contested:
        """What of that member somebody else keeps changing back. The sync leaves it alone then."""
        ...


class DemandedMembers(Protocol):
    def demand(self) -> None:
        """Raises Refused while the list of members is not whole."""
        ...


@dataclass(frozen=True)
class _Read:
    """The last preview that was made, `of` what, for users who turn its pages."""

    of: tuple[int, str, str | None]
    preview: Preview
    until: float


class DryRun:
    """Asks Discord for nothing, and writes nothing.

    Example:
        preview = await dry_run.preview(guild, proposed, before=maps.current)
        print(preview.changing, "members would change")
    """

    def __init__(
        self,
        sync: RankSync,
        clock: Clock,
        conflicts: WriteObstacles,
        members: DemandedMembers,
        pins: RolePins = UNPINNED,
    ) -> None:
        self._pins = pins
        self._sync = sync
        self._clock = clock
        self._conflicts = conflicts
        self._members = members
        self._read: _Read | None = None

    @property
    def refused(self) -> RefusedWrites:
        """What Discord did not take from the sync."""
        return self._conflicts.refused

    async def preview(
        self, guild: discord.Guild, role_map: RoleMap, before: RoleMap | None = None, *, turned: bool = False
    ) -> Preview:
        """What the sync would do by `role_map`; with `before`, what it would do that it does not do by that one.

        `turned` is for another page of a preview: it returns the last preview, if that is the one, so that members do
        not move to another page while somebody reads. Raises StorageError.
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
        self._members.demand()  # "nobody changes", of one member in forty, would let any change of the map through
        earlier = before.legion if before is not None else None
        after = take_snapshot(guild, role_map, self._pins, earlier)
        first = take_snapshot(guild, before, self._pins).table if before is not None else None
        made = self._sync.preview(first, after.table, self._clock.now())
        async for members in _portions(guild):
            known = await self._sync.known(
                [after.seen(member, self._conflicts.contested(member.id)) for member in members]
            )
            fitting = [each async for each in _unhurried(known, self._clock) if made.add(each)]
            named = [each.seen.user_id for each in fitting if after.table.ranked(each.seen.roles) is not None]
            made.unknown += len(await self._sync.unknown(named))
        return made

    async def staff_change(
        self, guild: discord.Guild, before: Collection[int], after: Collection[int]
    ) -> "StaffChange":
        """What follows if the roles `after` make members staff, and no longer `before`. Raises Refused, as `tally`."""
        self._members.demand()
        new = former = 0
        async for members in _portions(guild):
            async for member in _unhurried(members, self._clock):
                held = frozenset(role_ids(member))
                was, becomes = not held.isdisjoint(before), not held.isdisjoint(after)
                new += becomes and not was
                former += was and not becomes
        return StaffChange(new, former)

    async def tally(self, guild: discord.Guild, role_map: RoleMap) -> RoleTally:
        """How often each mapped role is held, and decides. Raises Refused while members may be missing."""
        self._members.demand()
        made, table = RoleTally(), take_snapshot(guild, role_map, self._pins).table
        async for members in _portions(guild):
            async for member in _unhurried(members, self._clock):
                made.add(table.held(role_ids(member)))
        return made


@dataclass(frozen=True)
class StaffChange:
    """How many members become staff, and how many cease to be."""

    new: int
    former: int


async def _portions(guild: discord.Guild) -> AsyncGenerator[Sequence[discord.Member]]:
    """All members except bots, as they are now."""
    members = [member for member in guild.members if not member.bot]
    for begin in range(0, len(members), _AT_ONCE):
        yield members[begin : begin + _AT_ONCE]


async def _unhurried(items: Sequence[T], clock: Clock) -> AsyncGenerator[T]:
    """`items`, with a pause for others after every stretch of work."""
    started = clock.monotonic()
    for place, item in enumerate(items, 1):
        yield item
        if place % _LOOK_EVERY == 0 and clock.monotonic() - started > _SLICE:
            await asyncio.sleep(0)
            started = clock.monotonic()
