"""The sync at work: updates of members come in, a quiet while later their final state is settled.

An update costs a comparison and an entry in a dictionary; everything else is done for many members at once. After a
new gateway session, and whenever the map or the server's roles change, everybody is gone through.
"""

import asyncio
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import discord

from ignis.bot.role_sync.attribution import Attribution, named
from ignis.bot.role_sync.debounce import Debounce
from ignis.bot.role_sync.internals import role_ids, target_id
from ignis.bot.role_sync.metrics import MemberUpdate, SyncMetrics
from ignis.bot.role_sync.planner import SyncPlanner
from ignis.bot.role_sync.rename_tracker import RenameTracker
from ignis.bot.role_sync.write_queue import WritePriority
from ignis.bot.role_sync.writer import Writer
from ignis.domain.role_map.role_map import RoleMap
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Span, Tracing
from ignis.services.ports import StorageError
from ignis.services.sync import SyncedPlan

_SLICE: Final = 1000
"""Members settled at once: at most some 20 ms of the event loop, one query, one transaction."""
_APART: Final = 0.2
"""Seconds between two looks at who is due: what trickles in is stored together."""
_GATHER: Final = 0.5
"""Seconds: who moves a role moves many."""
_AGAIN: Final = 5.0
"""Seconds until the database is tried again."""
_SHOWN: Final = 20
_ROLES_CHANGED: Final = discord.AuditLogAction.member_role_update


@dataclass(frozen=True)
class SyncRound:
    """The last time everybody was gone through; `queued` members had something to be written on Discord."""

    at: datetime
    took_s: float
    members: int
    adopted: int
    queued: int


class RoleSync:
    def __init__(
        self,
        *,
        desk: SyncPlanner,
        writer: Writer,
        follower: RenameTracker,
        quiet: Debounce,
        clock: Clock,
        metrics: SyncMetrics,
        tracing: Tracing,
        log: Logger,
    ) -> None:
        self.desk = desk
        self.writer = writer
        self._follower = follower
        self._quiet = quiet
        self._clock = clock
        self._metrics = metrics
        self._tracing = tracing
        self._log = log
        self._causes = Attribution()
        self._touched = asyncio.Event()
        self._due_round = asyncio.Event()
        self._problem: str | None = None
        self._at_work = 0
        self.last_round: SyncRound | None = None
        backlog = writer.backlog
        metrics.watch(quiet=lambda: len(quiet), waiting=lambda: len(backlog), failing=lambda: backlog.failing)

    # what Discord reports; all of it returns at once

    def member_updated(self, before: discord.Member, after: discord.Member) -> None:
        same_roles = role_ids(before) == role_ids(after)
        if same_roles and before.nick == after.nick:
            return
        if after.bot:
            if after.id == self.desk.own_id:  # its highest role may be another one
                self.ground_changed()
            return
        if same_roles and self.writer.is_own(after.id, after.nick):
            return
        self._metrics.updated(MemberUpdate.NICKNAME if same_roles else MemberUpdate.ROLES)
        self._touch(after)

    def member_joined(self, member: discord.Member) -> None:
        if not member.bot:
            self._metrics.updated(MemberUpdate.JOINED)
            self._touch(member)

    def member_left(self, member: discord.Member) -> None:
        self._quiet.forget(member.id)

    def audited(self, entry: discord.AuditLogEntry) -> None:
        if entry.action is _ROLES_CHANGED and entry.user_id is not None and (target := target_id(entry)) is not None:
            self._causes.note(target, entry.user_id)

    def role_updated(self, before: discord.Role, after: discord.Role) -> None:
        if before.name != after.name:
            self._follower.renamed(after.id, after.name)
        self.ground_changed()

    def ground_changed(self, *_: object) -> None:
        """The map or the server's roles are others now."""
        self._due_round.set()

    def role_map_changed(self, _before: RoleMap, _after: RoleMap) -> None:
        self._due_round.set()

    async def arrive(self, _: discord.Guild) -> None:
        self.desk.ground = None  # a new session: everybody is gone through, whatever has changed
        self._due_round.set()

    def _touch(self, member: discord.Member) -> None:
        ground = self.desk.ground
        if ground is None or member.guild.id != ground.guild_id:
            return  # the round that comes goes through them
        self._quiet.touch(member.id, self._clock.monotonic())
        if not self._touched.is_set():
            self._touched.set()

    # what comes of it

    async def run(self) -> None:
        """Runs until it is cancelled."""
        async with asyncio.TaskGroup() as work:
            work.create_task(self.writer.run())
            work.create_task(self._settle_the_quiet())
            work.create_task(self._go_round())
            work.create_task(self._follower.run())

    async def settle(self, members: Sequence[discord.Member], turn: WritePriority) -> Sequence[SyncedPlan]:
        """Stores what follows from the members' roles and queues what is to be written. Raises StorageError."""
        settled = await self.store(members)
        for each in settled:
            ask = not each.known and (turn is WritePriority.CHANGED or each.adopted)
            if each.plan.writes or (ask and each.plan.ranked is not None):
                self.writer.add(each.plan.user_id, turn, ask=ask)
        return settled

    async def store(self, members: Sequence[discord.Member]) -> Sequence[SyncedPlan]:
        """`settle` for whoever writes on Discord at once (`Writer.now`); who fits is left out. Raises StorageError."""
        causes = {member.id: actor for member in members if (actor := self._causes.take(member.id)) is not None}
        try:
            settled = await self.desk.settle(members, causes)
        except StorageError:
            for user_id, actor in causes.items():
                self._causes.note(user_id, actor)
            raise
        own_id = self.desk.own_id
        adopted = (named(causes.get(each.plan.user_id), own_id) for each in settled if each.adopted)
        for cause, count in Counter(adopted).items():
            self._metrics.adopted(cause, count)
            self._log.info("ranks adopted", count=count, cause=cause.value)
        return settled

    async def _settle_the_quiet(self) -> None:
        while True:
            now = self._clock.monotonic()
            next_at = self._quiet.next_at
            if next_at is None:
                self._touched.clear()
                await self._touched.wait()
                continue
            await asyncio.sleep(max(_APART, next_at - now))
            while due := self._quiet.take(self._clock.monotonic(), _SLICE):
                await self._settle(due)

    async def _settle(self, user_ids: Sequence[int]) -> None:
        members = self.desk.members(user_ids)
        try:
            with self._working(), self._tracing.trace("sync settle", members=len(members)) as step:
                settled = await self.settle(members, WritePriority.CHANGED)
                step.set(adopted=sum(each.adopted for each in settled))
        except StorageError as error:
            self._failed(error)
            for user_id in user_ids:
                self._quiet.touch(user_id, self._clock.monotonic())
            await asyncio.sleep(_AGAIN)
        else:
            self._problem = None

    async def _go_round(self) -> None:
        while True:
            await self._due_round.wait()
            await asyncio.sleep(_GATHER)
            self._due_round.clear()
            if self.desk.refresh():
                with self._working(), self._tracing.trace("sync round") as step:
                    done = await self._round(step)
                if not done:
                    self.desk.ground = None
                    self._due_round.set()
                    await asyncio.sleep(_AGAIN)

    async def _round(self, step: Span) -> bool:
        """Goes through everybody; False when the database fails, and the round has to be made again."""
        guild = self.desk.guild
        members = [member for member in guild.members if not member.bot] if guild is not None else []
        at, begun = self._clock.now(), self._clock.monotonic()
        adopted = queued = 0
        try:
            for first in range(0, len(members), _SLICE):
                settled = await self.settle(members[first : first + _SLICE], WritePriority.MISSED)
                adopted += sum(each.adopted for each in settled)
                queued += sum(each.plan.writes for each in settled)
                await asyncio.sleep(0)
        except StorageError as error:
            self._failed(error)
            step.raised(error)
            return False
        step.set(members=len(members), adopted=adopted, queued=queued)
        took = self._clock.monotonic() - begun
        self._problem = None
        self.last_round = SyncRound(at, round(took, 3), len(members), adopted, queued)
        self._metrics.reconciled(took)
        self._follower.look_around()
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

    def _failed(self, error: StorageError) -> None:
        if self._problem is None:
            self._log.warning("ranks cannot be stored", problem=str(error), again_in_s=_AGAIN)
        self._problem = str(error)

    def state(self) -> dict[str, Any]:
        """The `sync` of `/state`."""
        contested = self.writer.fights.members(self._clock.monotonic())
        last = self.last_round
        return {
            "problem": self._problem,
            "quiet": len(self._quiet),
            "writing": len(self.writer.backlog),
            "failing": self.writer.backlog.failing,
            "contested": [str(user_id) for user_id in contested[:_SHOWN]],
            "last_round": None if last is None else {**asdict(last), "at": last.at.isoformat()},
        }

    @property
    def idle(self) -> bool:
        """Nobody waits, nothing is being written, and everybody has been gone through."""
        return (
            not self._at_work
            and not len(self._quiet)
            and self.writer.idle
            and not self._due_round.is_set()
            and self.last_round is not None
        )
