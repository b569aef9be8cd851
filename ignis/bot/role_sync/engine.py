"""The sync at work: members' updates come in; once a member has stopped changing, the final state is recorded.

An update costs a comparison and an entry in a dictionary. Everything else is done for many members at once. After a new
gateway session, and whenever the role map or the server's roles change, it looks at all members.
"""

import asyncio
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import discord

from ignis.bot.role_sync.attribution import Attribution, RoleEntry, RoleUpdate, kind_of_author
from ignis.bot.role_sync.debounce import Debounce
from ignis.bot.role_sync.internals import changed_roles, moment, role_ids, target_id
from ignis.bot.role_sync.metrics import MemberUpdate, SyncMetrics
from ignis.bot.role_sync.planner import SyncPlanner
from ignis.bot.role_sync.rename_tracker import RenameTracker
from ignis.bot.role_sync.returning import Returning
from ignis.bot.role_sync.write_queue import WritePriority
from ignis.bot.role_sync.writer import Writer
from ignis.domain.role_map.role_map import RoleMap
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.background import BackgroundWork
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Span, Tracing
from ignis.services.ports import StorageError, StorageReason
from ignis.services.sync import SyncedPlan

_SLICE: Final = 1000
"""Members recorded at once: at most about 20 ms of the event loop, one query, one transaction."""
_LOOK_EVERY: Final = 0.2
"""Seconds between two looks at who is due: members that change one by one are stored together."""
_GATHER: Final = 0.5
"""Seconds between a change of the server and the round: changes of roles come in groups."""
_RETRY_AFTER: Final = 5.0
"""Seconds until the database is tried again."""
_SHOWN: Final = 20  # contested members in `/state`
_REMOVED: Final = frozenset({discord.AuditLogAction.kick, discord.AuditLogAction.ban})
_ROLES_CHANGED: Final = discord.AuditLogAction.member_role_update


@dataclass(frozen=True)
class SyncRound:
    """The last time all members were gone through. `queued`: for how many something has to be written on Discord."""

    at: datetime
    took_s: float
    members: int
    adopted: int
    queued: int


class SyncedMembers(Protocol):
    @property
    def whole(self) -> bool:
        """Whether everybody on the server is known. Until then nobody is gone through: who is missing would be."""
        ...


class RoleSync:
    """A round waits for `members_whole` while the list is not whole. Who changes is followed meanwhile."""

    def __init__(
        self,
        *,
        planner: SyncPlanner,
        members: SyncedMembers,
        writer: Writer,
        rename_tracker: RenameTracker,
        debounce: Debounce,
        clock: Clock,
        metrics: SyncMetrics,
        tracing: Tracing,
        log: Logger,
        returning: Returning,
    ) -> None:
        self._returning = returning
        returning.tell(self)
        self.planner = planner
        self.members = members
        self.writer = writer
        self.follow_up = writer.follow_up
        self._rename_tracker = rename_tracker
        self._debounce = debounce
        self._clock = clock
        self._metrics = metrics
        self._tracing = tracing
        self._log = log
        self._attribution = Attribution()
        self._changed = asyncio.Event()
        self._round_due = asyncio.Event()
        self._problem: str | None = None
        self._at_work = 0
        self.last_round: SyncRound | None = None
        metrics.watch(debounce, writer.queue, self.follow_up)

    # what Discord reports; all of these return at once

    def member_updated(self, before: discord.Member, after: discord.Member) -> None:
        same_roles = role_ids(before) == role_ids(after)
        if same_roles and before.nick == after.nick:
            return
        if after.bot:
            if after.id == self.planner.own_id:  # its highest role may be another one
                self.guild_changed()
            return
        if same_roles and self.writer.is_own(after.id, after.nick):
            return
        if not same_roles:
            at = self._clock.now().timestamp()
            self.writer.conflicts.saw_roles(after.id, role_ids(after))
            self._attribution.updated(RoleUpdate(after.id, role_ids(before), role_ids(after), at))
            self.follow_up.changed(after.id, self._clock.monotonic())
        self._metrics.updated(MemberUpdate.NICKNAME if same_roles else MemberUpdate.ROLES)
        self._restart_debounce(after)

    def member_joined(self, member: discord.Member) -> None:
        if not member.bot:
            self._metrics.updated(MemberUpdate.JOINED)
            self._returning.joined(member.id)
            self._restart_debounce(member)

    def rank_is_due(self, user_id: int) -> None:
        """Satisfies ReturnListener."""
        for member in self.planner.members([user_id]):
            self._restart_debounce(member)

    def member_left(self, member: discord.Member) -> None:
        self._debounce.cancel(member.id)
        self.writer.conflicts.forget(member.id)
        self.writer.left(member.id)
        self.follow_up.followed((member.id,), self._clock.monotonic())
        snapshot = self.planner.snapshot
        if snapshot is not None and not member.bot:
            ranked = snapshot.table.ranked(role_ids(member))
            self._returning.left(member.id, ranked.rank if ranked is not None else None)

    def audited(self, entry: discord.AuditLogEntry) -> None:
        if entry.action in _REMOVED and (target := target_id(entry)) is not None:
            self._returning.removed(target)
        if entry.action is _ROLES_CHANGED and entry.user_id is not None and (target := target_id(entry)) is not None:
            given, taken = changed_roles(entry)
            now = self._clock.now().timestamp()
            self._attribution.audited(target, RoleEntry(entry.user_id, given, taken, moment(entry)), now)

    def role_updated(self, before: discord.Role, after: discord.Role) -> None:
        if before.name != after.name:
            self._rename_tracker.renamed(after.id, after.name)
        self.guild_changed()

    def account_changed(self, user_id: int) -> None:
        """Satisfies AccountListener: the nickname may have to follow."""
        member = self.planner.member(user_id)
        if member is not None:
            self._restart_debounce(member)

    def guild_changed(self, *_: object) -> None:
        """The server or one of its roles changed. discord.py's arguments do not matter."""
        self._round_due.set()

    def role_map_changed(self, _before: RoleMap, _after: RoleMap) -> None:
        """Satisfies RoleMapListener. The planner reads the map that is in force."""
        self._round_due.set()

    async def arrive(self, guild: discord.Guild) -> None:
        self._returning.look(guild)
        self._attribution.forget()
        self.planner.snapshot = None  # a new session: all members are looked at, whether or not the roles changed
        self._round_due.set()

    def members_whole(self) -> None:
        """The list of members has become whole: whoever was missing in it is looked at now."""
        self._repeat_round()

    def _restart_debounce(self, member: discord.Member) -> None:
        snapshot = self.planner.snapshot
        if snapshot is None or member.guild.id != snapshot.guild_id:
            return  # the coming round includes them
        self._debounce.restart(member.id, self._clock.monotonic())
        if not self._changed.is_set():
            self._changed.set()

    # what is done about it

    def background(self) -> dict[str, BackgroundWork]:
        """Its parts, by name. One that fails is started again, and the others go on meanwhile."""
        return {
            "role sync": _Recording(self),
            "role sync rounds": _Rounds(self),
            "role sync writer": self.writer,
            "renamed roles": self._rename_tracker,
            "returning members": self._returning,
        }

    async def run(self) -> None:
        """All parts together, until it is cancelled or one fails."""
        async with asyncio.TaskGroup() as work:
            for part in self.background().values():
                work.create_task(part.run())

    async def record_and_queue(
        self, members: Sequence[discord.Member], priority: WritePriority
    ) -> Sequence[SyncedPlan]:
        """`record_each`, and queues what is to be written on Discord. Raises StorageError."""
        synced, failed = await self.record_each(members)
        queued = set[int]()
        for each in synced:
            look_up = not each.known and (priority is WritePriority.CHANGED or each.adopted)
            if each.plan.writes or (look_up and each.plan.ranked is not None):
                queued.add(each.plan.user_id)
                self.writer.add(each.plan.user_id, priority, look_up=look_up)
        now = self._clock.monotonic()
        self.follow_up.given_up(failed, now)
        self.follow_up.followed((member.id for member in members if member.id not in queued), now)
        return synced

    async def record_each(self, members: Sequence[discord.Member]) -> tuple[Sequence[SyncedPlan], Sequence[int]]:
        """`record`, and the ids of the members with whom it fails: nobody else waits for them. They are logged.

        Raises StorageError only where that concerns all: the database does not work.
        """
        synced: list[SyncedPlan] = []
        failed: list[tuple[int, Exception]] = []
        parts = [members]
        while parts:
            part = parts.pop()
            try:
                synced += await self.record(part)
            except Exception as error:
                if isinstance(error, StorageError) and error.reason is not StorageReason.REFUSED:
                    raise
                if len(part) == 1:
                    failed.append((part[0].id, error))
                else:  # one of them, in about twenty steps for a thousand
                    parts += [part[len(part) // 2 :], part[: len(part) // 2]]
        if failed:
            ids, first = [user_id for user_id, _ in failed], failed[0][1]
            self._metrics.failed(len(ids))
            self._log.error(
                "members not synced", count=len(ids), members=ids[:_SHOWN], problem=str(first), exc_info=first
            )
        return synced, [user_id for user_id, _ in failed]

    async def record(self, members: Sequence[discord.Member]) -> Sequence[SyncedPlan]:
        """Stores what follows from the members' roles, and queues nothing. Members who need nothing are left out.

        Raises StorageError.
        """
        synced = await self.planner.record(members, self._attribution)
        own_id = self.planner.own_id
        changes = (each.change for each in synced if each.change is not None and each.adopted)
        adopted = (kind_of_author(change.entries[0].actor_id, own_id) for change in changes)
        for kind, count in Counter(adopted).items():
            self._metrics.adopted(kind, count)
            self._log.info("ranks adopted", count=count, cause=kind.value)
        return synced

    async def record_changed(self) -> None:
        """Never returns."""
        while True:
            now = self._clock.monotonic()
            next_at = self._debounce.next_at
            if next_at is None:
                self._changed.clear()
                await self._changed.wait()
                continue
            await asyncio.sleep(max(_LOOK_EVERY, next_at - now))
            while due := self._debounce.pop_due(self._clock.monotonic(), _SLICE):
                await self._record_slice(due)

    async def _record_slice(self, user_ids: Sequence[int]) -> None:
        members = self.planner.members(user_ids)
        try:
            with self._working(), self._tracing.trace("sync store", members=len(members)) as step:
                synced = await self.record_and_queue(members, WritePriority.CHANGED)
                for user_id in await self.planner.sync.outdated([member.id for member in members]):
                    self.writer.add(user_id, WritePriority.CHANGED, look_up=True)
                step.set(adopted=sum(each.adopted for each in synced))
        except StorageError as error:
            self._report(error)
            self._put_back(user_ids)
            await asyncio.sleep(_RETRY_AFTER)
        except BaseException:  # whoever starts this again must find them
            self._put_back(user_ids)
            raise
        else:
            self._problem = None

    def _put_back(self, user_ids: Sequence[int]) -> None:
        for user_id in user_ids:
            self._debounce.restart(user_id, self._clock.monotonic())

    async def make_rounds(self) -> None:
        """Never returns."""
        while True:
            await self._round_due.wait()
            await asyncio.sleep(_GATHER)
            self._round_due.clear()
            try:
                done = await self._make_due_round()
            except BaseException:  # whoever starts this again must find that the round is still due
                self._repeat_round()
                raise
            if not done:
                self._repeat_round()
                await asyncio.sleep(_RETRY_AFTER)

    async def _make_due_round(self) -> bool:
        try:
            await self.planner.look_back()
        except StorageError as error:
            self._report(error)
            return False
        if not self.planner.refresh():
            return True
        if not self.members.whole:
            self._log.info("the round waits for the whole list of members")
            return True  # `members_whole` makes it due again
        with self._working(), self._tracing.trace("sync round") as step:
            return await self._make_round(step)

    def _repeat_round(self) -> None:
        self.planner.snapshot = None
        self._round_due.set()

    async def _make_round(self, step: Span) -> bool:
        """Goes through all members. False if the database fails: then the round has to be made again."""
        guild = self.planner.guild
        members = [member for member in guild.members if not member.bot] if guild is not None else []
        if guild is not None:
            self._returning.look(guild)
        at, begun = self._clock.now(), self._clock.monotonic()
        adopted = queued = 0
        try:
            await self.writer.restore()
            for first in range(0, len(members), _SLICE):
                synced = await self.record_and_queue(members[first : first + _SLICE], WritePriority.MISSED)
                adopted += sum(each.adopted for each in synced)
                queued += sum(each.plan.writes for each in synced)
                await asyncio.sleep(0)
            await self.planner.went_through()
        except StorageError as error:
            self._report(error)
            step.raised(error)
            return False
        step.set(members=len(members), adopted=adopted, queued=queued)
        took = self._clock.monotonic() - begun
        self._problem = None
        self.last_round = SyncRound(at, round(took, 3), len(members), adopted, queued)
        self._metrics.reconciled(took)
        self._rename_tracker.remember_ids()
        self._log.info(
            "went through everybody", members=len(members), adopted=adopted, queued=queued, took_s=round(took, 3)
        )
        return True

    @contextmanager
    def _working(self) -> Generator[None]:
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    def _report(self, error: StorageError) -> None:
        if self._problem is None:
            self._log.warning("ranks cannot be stored", problem=str(error), again_in_s=_RETRY_AFTER)
        self._problem = str(error)

    def state(self) -> dict[str, Any]:
        """The `sync` of `/state`."""
        now, conflicts = self._clock.monotonic(), self.writer.conflicts
        contested = sorted({*conflicts.names.contested_members(now), *conflicts.roles.contested_members(now)})
        last = self.last_round
        return {
            "problem": self._problem,
            "changes": asdict(self.follow_up.figures(self._clock.monotonic())),
            "quiet": len(self._debounce),
            "writing": len(self.writer.queue),
            "failing": self.writer.queue.failing,
            "contested": [str(user_id) for user_id in contested[:_SHOWN]],
            "last_round": None if last is None else {**asdict(last), "at": last.at.isoformat()},
        }

    @property
    def idle(self) -> bool:
        """Nobody waits, nothing is being written, and all members have been gone through."""
        return (
            not self._at_work
            and not len(self._debounce)
            and self.writer.idle
            and not self._round_due.is_set()
            and self.last_round is not None
        )


@dataclass(frozen=True)
class _Recording:
    roles: RoleSync

    async def run(self) -> None:
        await self.roles.record_changed()


@dataclass(frozen=True)
class _Rounds:
    roles: RoleSync

    async def run(self) -> None:
        await self.roles.make_rounds()
