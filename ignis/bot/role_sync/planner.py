"""Members of discord.py in, plans out: puts the server and the map as they are before ignis/services/sync.py."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import discord

from ignis.bot.role_sync.guild_snapshot import GuildSnapshot, ground
from ignis.bot.role_sync.internals import role_ids
from ignis.bot.role_sync.rename_conflicts import RenameConflicts
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync.plan import SeenMember, StoredOutline, SyncPlan, fits
from ignis.runtime.base.clock import Clock
from ignis.services.sync import RankSync, SyncedPlan


class Maps(Protocol):
    @property
    def current(self) -> RoleMap: ...


class SyncPlanner:
    """`ground` is None while there is no server to serve. What works on members needs one, and raises StorageError."""

    def __init__(
        self,
        sync: RankSync,
        maps: Maps,
        guild: Callable[[], discord.Guild | None],
        fights: RenameConflicts,
        clock: Clock,
    ) -> None:
        self.sync = sync
        self._maps = maps
        self._guild = guild
        self._fights = fights
        self._clock = clock
        self.ground: GuildSnapshot | None = None

    @property
    def guild(self) -> discord.Guild | None:
        return self._guild()

    @property
    def own_id(self) -> int | None:
        return self.guild.me.id if self.guild is not None else None

    def member(self, user_id: int) -> discord.Member | None:
        """As the gateway last showed them; bots are no members to us."""
        return next(iter(self.members([user_id])), None)

    def members(self, user_ids: Iterable[int]) -> Sequence[discord.Member]:
        """Those of them who are on the server, as `member` gives them."""
        guild = self.guild
        found = map(guild.get_member, user_ids) if guild is not None else ()
        return [member for member in found if member is not None and not member.bot]

    def refresh(self) -> bool:
        """Looks at the map and the server's roles anew; whether any member may stand differently now."""
        guild = self.guild
        now = ground(guild, self._maps.current) if guild is not None and not guild.unavailable else None
        before, self.ground = self.ground, now
        return now is not None and (before is None or before.basis != now.basis)

    async def look(self, member: discord.Member) -> SyncPlan | None:
        """What is to be done about the member, who is not written anywhere; None while nothing can be said."""
        if self.ground is None:
            return None
        (plan,) = await self.sync.look(self.ground.table, [self._seen(self.ground, member)])
        return plan

    async def settle(self, members: Sequence[discord.Member], causes: Mapping[int, int]) -> Sequence[SyncedPlan]:
        """Stores what follows from the members' roles; those who plainly fit are left out.

        Empty while nothing can be said.
        """
        ground = self.ground
        if ground is None:
            return ()
        outlines = await self.sync.outlines([member.id for member in members])
        now = self._clock.monotonic()
        seen = [
            ground.seen(member, contested=self._fights.contested(member.id, now))
            for member in members
            if not _fits(ground, member, outlines.get(member.id))
        ]
        if not seen:
            return ()
        return await self.sync.settle(ground.table, seen, outlines, causes, self._clock.now())

    async def ask(self, user_id: int) -> None:
        await self.sync.ask(user_id)

    def seen(self, member: discord.Member) -> tuple[RoleTable, SeenMember] | None:
        """The member before the map as it lies over the server; None while nothing can be said."""
        return (self.ground.table, self._seen(self.ground, member)) if self.ground is not None else None

    def _seen(self, ground: GuildSnapshot, member: discord.Member) -> SeenMember:
        return ground.seen(member, contested=self.contested(member.id))

    def contested(self, user_id: int) -> bool:
        """Whether another bot fights for the member's nickname, which is left alone for now."""
        return self._fights.contested(user_id, self._clock.monotonic())


def _fits(ground: GuildSnapshot, member: discord.Member, stored: StoredOutline | None) -> bool:
    return stored is not None and fits(ground.table, role_ids(member), member.nick, stored)
