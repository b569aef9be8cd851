"""Members of discord.py in, plans out: shows ignis/services/sync.py the server and the role map as they are now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import discord

from ignis.bot.role_sync.attribution import Attribution
from ignis.bot.role_sync.guild_snapshot import UNPINNED, GuildSnapshot, RolePins, take_snapshot
from ignis.bot.role_sync.internals import role_ids
from ignis.bot.role_sync.refused_writes import RefusedWrites
from ignis.bot.role_sync.write_conflicts import MemberConflicts
from ignis.domain.blocked import Blocked
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.table import RoleChange, RoleTable
from ignis.domain.role_sync.plan import UNCONTESTED, Contested, SeenMember, StoredOutline, SyncPlan, fits
from ignis.runtime.base.clock import Clock
from ignis.services.ports import AccountAnswer, Freshness
from ignis.services.sync import RankSync, SyncedPlan


class CurrentRoleMap(Protocol):
    @property
    def current(self) -> RoleMap:
        """The map in force. Read it at every use: an edit puts another one in force."""
        ...


class KeptRoleMaps(CurrentRoleMap, Protocol):
    async def kept(self, revision: str) -> RoleMap | None:
        """The map of that revision, as far as its version is kept and can be read."""
        ...


class GuildClient(Protocol):
    @property
    def guild(self) -> discord.Guild | None:
        """The server that is served; None while there is none."""
        ...


class SyncPlanner:
    """`snapshot` is None while no server is served. Whatever works on members needs one. Methods raise StorageError.

    Example:
        planner.refresh()
        plan = await planner.plan(member)
        if plan is not None and plan.writes:
            await writer.write(member, plan)
    """

    def __init__(
        self,
        sync: RankSync,
        role_map: KeptRoleMaps,
        client: GuildClient,
        conflicts: MemberConflicts,
        clock: Clock,
        *,
        pins: RolePins = UNPINNED,
    ) -> None:
        self.sync = sync
        self._pins = pins
        self._role_map = role_map
        self._client = client
        self._conflicts = conflicts
        self._clock = clock
        self.snapshot: GuildSnapshot | None = None
        self._of: RoleMap | None = None
        self._earlier: RoleMap | None = None
        self._before: RoleTable | None = None
        self.refused = RefusedWrites()

    @property
    def guild(self) -> discord.Guild | None:
        return self._client.guild

    @property
    def own_id(self) -> int | None:
        return self.guild.me.id if self.guild is not None else None

    def member(self, user_id: int) -> discord.Member | None:
        """As the gateway last showed them; None for bots and for users who are not on the server."""
        return next(iter(self.members([user_id])), None)

    def members(self, user_ids: Iterable[int]) -> Sequence[discord.Member]:
        """Those of them who are on the server, without bots."""
        guild = self.guild
        found = map(guild.get_member, user_ids) if guild is not None else ()
        return [member for member in found if member is not None and not member.bot]

    def refresh(self) -> bool:
        """Takes a new snapshot of the role map and the server's roles. Whether any member's plan may differ now."""
        guild, role_map = self.guild, self._role_map.current
        if self._of is not role_map:
            self._of, self._earlier = role_map, self._of
        earlier = self._earlier.legion if self._earlier is not None else None
        now = (
            take_snapshot(guild, role_map, self._pins, earlier) if guild is not None and not guild.unavailable else None
        )
        before, self.snapshot = self.snapshot, now
        differs = now is not None and (before is None or before.basis != now.basis)
        if differs:
            self.refused.let_all_try()
        return differs

    async def look_back(self) -> None:
        """Right before `refresh`: finds the map by which everybody was last gone through, if it is another one."""
        guild, before = self.guild, None
        while True:
            current = self._role_map.current
            revision = await self.sync.gone_through_by()
            if revision is not None and revision != current.revision:
                earlier = self._of if self._of is not None and self._of.revision == revision else None
                before = earlier or await self._role_map.kept(revision)
            if current is self._role_map.current:
                break
        self._before = None
        if before is not None and before.revision != current.revision and guild is not None:
            self._before = take_snapshot(guild, before, self._pins).table

    async def went_through(self) -> None:
        """Everybody was gone through by the map of the snapshot."""
        if self._of is not None:
            await self.sync.went_through(self._of.revision, self._clock.now())
            self._before = None

    def swap(self, member: discord.Member, rank: str, leaving: str | None) -> RoleChange | None:
        """What is left to do until the member's roles stand for `rank`; None if nothing is, or may be done."""
        if self.snapshot is None:
            return None
        table, seen = self.snapshot.table, self._seen(self.snapshot, member)
        change = table.swap(seen.roles, rank, leaving)
        if change is None or isinstance(change, Blocked) or seen.no_swap is not None:
            return None
        return change if table.hindering(change) is None else None

    async def plan(self, member: discord.Member) -> SyncPlan | None:
        """What is to be done about the member. Stores and writes nothing. None without a snapshot."""
        if self.snapshot is None:
            return None
        (plan,) = await self.sync.look(self.snapshot.table, [self._seen(self.snapshot, member)])
        return plan

    async def record(self, members: Sequence[discord.Member], attribution: Attribution) -> Sequence[SyncedPlan]:
        """Stores what follows from the members' roles. Members who need nothing are left out. Empty without a snapshot.

        `attribution` says who changed a member's roles, if that is known.
        """
        snapshot = self.snapshot
        if snapshot is None:
            return ()
        outlines = await self.sync.outlines([member.id for member in members])
        at = self._clock.now()
        # at the same moment as the roles: a change that comes while this is stored belongs to the next record
        taken = attribution.take([member.id for member in members], snapshot.table, at.timestamp())
        seen = [self._seen(snapshot, member) for member in members if not _fits(snapshot, member, outlines)]
        if not seen:
            return ()
        try:
            return await self.sync.store(snapshot.table, seen, outlines, taken.authors, at, before=self._before)
        except BaseException:
            attribution.give_back(taken, at.timestamp())
            raise

    async def look_up_account(self, user_id: int, freshness: Freshness) -> AccountAnswer | None:
        """Asks for the member's Roblox account if nothing so recent is known, within the day's quota.

        None if no service is asked for accounts.
        """
        return await self.sync.ask(user_id, freshness)

    def seen(self, member: discord.Member) -> tuple[RoleTable, SeenMember] | None:
        """The member as a plan sees them, and the role map applied to the server; None without a snapshot."""
        return (self.snapshot.table, self._seen(self.snapshot, member)) if self.snapshot is not None else None

    def _seen(self, snapshot: GuildSnapshot, member: discord.Member) -> SeenMember:
        return snapshot.seen(member, self.contested(member.id))

    def contested(self, user_id: int) -> Contested:
        """What of the member is left alone for now, because somebody else keeps changing it back."""
        names, roles, now = self._conflicts.names, self._conflicts.roles, self._clock.monotonic()
        name, rank = names.is_contested(user_id, now), roles.is_contested(user_id, now)
        return Contested(name, rank) if name or rank else UNCONTESTED


def _fits(snapshot: GuildSnapshot, member: discord.Member, outlines: Mapping[int, StoredOutline]) -> bool:
    user_id = member.id
    return user_id in outlines and fits(snapshot.table, role_ids(member), member.nick, outlines[user_id])


class GuildTables:
    """The role map in force, applied to the roles of a server: what commands need to know of it."""

    def __init__(self, role_map: CurrentRoleMap, pins: RolePins) -> None:
        self._role_map = role_map
        self._pins = pins

    def table(self, guild: discord.Guild) -> RoleTable:
        """Computed at every call: both the map and the server's roles can change at any time."""
        return take_snapshot(guild, self._role_map.current, self._pins).table
