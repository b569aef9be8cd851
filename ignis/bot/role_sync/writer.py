"""Writes members' roles and nicknames on Discord, at an even pace, and tries again what may work later.

What is written is decided at the last moment, from what is known then. Who waits here is kept in memory alone: after a
start the sync looks at all members and finds them again. Roles that an order still owes are on disk (`OwedSwaps`).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import discord

from ignis.bot.rest.circuit import judge
from ignis.bot.rest.member_requests import MemberRequest, RequestKind, problem_with, requests_of
from ignis.bot.role_sync.follow_up import FollowUp
from ignis.bot.role_sync.internals import role_ids
from ignis.bot.role_sync.metrics import SyncMetrics, WriteOutcome
from ignis.bot.role_sync.owed_swaps import OwedSwaps
from ignis.bot.role_sync.planner import SyncPlanner
from ignis.bot.role_sync.refused_writes import RefusedWrite
from ignis.bot.role_sync.request_pace import RequestPace
from ignis.bot.role_sync.write_conflicts import Conflict, MemberConflicts
from ignis.bot.role_sync.write_queue import WritePriority, WriteQueue
from ignis.domain.role_sync.plan import SyncPlan
from ignis.domain.role_sync.swap import Swap
from ignis.domain.write_problem import REMEDIES, Again, WriteProblem
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.circuit import Circuit, CircuitOpen
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Tracing
from ignis.services.ports import Freshness, StorageError, StorageReason

_WORKERS: Final = 4
"""How many requests may be under way: enough to keep the pace at 200 ms each."""
_SHORTEST_PAUSE: Final = 0.5
"""Seconds until an open circuit is asked again."""


_REASON: Final = 100  # characters of it in the server's audit log
_GONE: Final = frozenset({WriteProblem.MEMBER_GONE, WriteProblem.SERVER_GONE})


class Writer:
    """Writes who was added, while its `run` runs.

    Example:
        writer.add(user_id, WritePriority.CHANGED)  # returns at once
        outcome = await writer.write_now(user_id)   # waits for Discord's answer
    """

    def __init__(
        self,
        *,
        planner: SyncPlanner,
        queue: WriteQueue,
        conflicts: MemberConflicts,
        circuit: Circuit,
        pace: RequestPace,
        clock: Clock,
        metrics: SyncMetrics,
        tracing: Tracing,
        log: Logger,
        swaps: OwedSwaps,
        answer_within: float = 30.0,
    ) -> None:
        """`answer_within`: seconds. A 429 that is not over by then counts as no answer."""
        self._planner = planner
        self.follow_up = FollowUp()
        self.queue = queue
        self.conflicts = conflicts
        self._circuit = circuit
        self._pace = pace
        self._clock = clock
        self._metrics = metrics
        self._tracing = tracing
        self._log = log
        self._added = asyncio.Event()
        self._busy: set[int] = set()
        self._freed = asyncio.Event()
        self._own_nicknames: dict[int, str] = {}
        self.swaps = swaps
        self._answer_within = answer_within
        self._left: set[int] = set()

    def add(self, user_id: int, priority: WritePriority, *, look_up: bool = False) -> None:
        """`look_up`: the member's account has to be looked up first."""
        self.queue.add(user_id, priority, look_up=look_up)
        self._added.set()

    def is_own(self, user_id: int, nickname: str | None) -> bool:
        """Whether this nickname is the one that was just written. True only once for each write."""
        if user_id not in self._own_nicknames or self._own_nicknames[user_id] != nickname:
            return False
        del self._own_nicknames[user_id]
        return True

    @property
    def idle(self) -> bool:
        return not self.queue and not self._busy

    async def run(self) -> None:
        """Runs until it is cancelled."""
        async with asyncio.TaskGroup() as workers:
            for _ in range(_WORKERS):
                workers.create_task(self._work())

    async def write_now(self, user_id: int) -> WriteOutcome | None:
        """Writes what is to be written of a member, past the queue. None if that is nothing. Raises StorageError."""
        while user_id in self._busy:
            self._freed.clear()
            await self._freed.wait()
        self._busy.add(user_id)
        try:
            member = self._planner.member(user_id)
            plan = await self._plan(member) if member is not None else None
            return await self.write(member, plan) if member is not None and plan is not None else WriteOutcome.GONE
        finally:
            self._free(user_id)

    async def try_now(self, user_id: int) -> WriteOutcome | None:
        """`write_now` for one of many: what fails of one member is tried again later. Raises StorageError."""
        try:
            return await self.write_now(user_id)
        except Exception as error:
            if isinstance(error, StorageError) and error.reason is not StorageReason.REFUSED:
                raise
            self._give_back(user_id, error)
            return WriteOutcome.FAILED

    async def begin(self, user_id: int, swap: Swap) -> None:
        """An order's roles are written past the queue: they are done from here if the bot is killed meanwhile."""
        await self.swaps.begin(user_id, swap)

    def note(self, user_id: int, request: MemberRequest, problem: WriteProblem | None) -> None:
        """Discord's answer to a request: what is refused stands in `/why` until it is written."""
        if problem is None:
            self._planner.refused.done(user_id, request.target)
        elif REMEDIES[problem].remembered:
            self._planner.refused.note(user_id, RefusedWrite(request.target, problem, self._clock.now()))

    async def settle(self, user_id: int) -> None:
        """What `begin` began is done, or cannot be."""
        await self.swaps.settle(user_id)

    async def follow(self, user_id: int, swap: Swap) -> None:
        """An order's roles that Discord has not taken yet: they are tried from here, until they stand for its rank."""
        self.conflicts.roles.clear(user_id)  # somebody wants it anew
        await self.swaps.owe(user_id, swap)
        self.add(user_id, WritePriority.CHANGED)

    async def restore(self) -> None:
        """Takes up what was owed when the bot ended. Raises StorageError."""
        for user_id in await self.swaps.load():
            self.add(user_id, WritePriority.MISSED)

    def left(self, user_id: int) -> None:
        """The member has left the server: nothing is owed any more."""
        if user_id in self.swaps:
            self._left.add(user_id)
            self.add(user_id, WritePriority.MISSED)

    async def write(self, member: discord.Member, plan: SyncPlan) -> WriteOutcome | None:
        """Carries out `plan`, request by request, at the common pace; None if there is nothing that may be written.

        The roles come before the nickname. What is refused keeps nothing else away, except that no role is taken
        before the new one is there.
        """
        plan = self._without_conflict(plan)
        if plan.blocked is not None:
            self._metrics.blocked(plan.blocked)
        if not plan.writes:
            self._planner.refused.forget(member.id)
            await self._done(member.id)
            return None
        requests = requests_of(member, role_ids(member), plan.roles, plan.rename)
        problems: list[WriteProblem] = []
        sent = False
        may_take = True
        for request in requests:
            if request.kind is RequestKind.TAKE and not may_take:
                continue
            if self._planner.refused.holds(member.id, request.target):
                may_take = may_take and request.kind is not RequestKind.GIVE
                continue
            try:
                problem = await self._send(member, request, plan)
            except CircuitOpen as circuit:
                self._pause_while_open(member, circuit)
                return WriteOutcome.FAILED
            sent = True
            if problem is None:
                continue
            problems.append(problem)
            may_take = False
            if not REMEDIES[problem].remembered:
                break  # not this request is the problem: the member is gone, or Discord is not there
        if not sent:
            await self._done(member.id)
            return None
        return await self._ended(member, plan, problems)

    async def _ended(self, member: discord.Member, plan: SyncPlan, problems: Sequence[WriteProblem]) -> WriteOutcome:
        soon = [problem for problem in problems if REMEDIES[problem].again is Again.SOON]
        if soon:
            if plan.roles is not None and member.id not in self.swaps:  # half of it may stand: the roles tell no more
                await self.swaps.owe(member.id, Swap(plan.rank, plan.role_rank))
            at = self.queue.failed(member.id, self._clock.monotonic())
            self._log_retry("member not written", member.id, f"Discord: {soon[0]}", at)
        else:
            if any(REMEDIES[problem].remembered for problem in problems):  # Discord will not take it
                self.follow_up.given_up((member.id,), self._clock.monotonic())
            await self._done(member.id)
        if not problems:
            if plan.roles is not None:
                self.conflicts.wrote_roles(member.id, plan.rank, plan.roles, self._clock.monotonic())
            return WriteOutcome.DONE
        if problems[-1] in _GONE:
            self._planner.refused.forget(member.id)
        return _outcome(problems[-1])

    async def _send(self, member: discord.Member, request: MemberRequest, plan: SyncPlan) -> WriteProblem | None:
        """Returns what went wrong. Raises CircuitOpen."""
        # the gateway has not shown the last nickname yet: then it is our own that is written over, no conflict
        unseen = request.renames and self._own_nicknames.get(member.id) == request.target
        swap = self.swaps.of(member.id)
        reason = swap.reason if swap is not None and not request.renames else f"Ignis: {plan.rank}"
        try:
            await self._circuit.call(lambda: self._request(member, request, reason[:_REASON]), judge)
        except CircuitOpen:
            raise
        except (discord.DiscordException, OSError) as error:
            problem = problem_with(error, request, member)
            self._metrics.wrote(_outcome(problem))
            self.note(member.id, request, problem)
            if isinstance(error, discord.Forbidden):
                self._pace.pause_after_403(self._clock.monotonic())
            return problem
        self._metrics.wrote(WriteOutcome.DONE)
        self.note(member.id, request, None)
        if request.renames and not unseen:
            self.conflicts.names.record(member.id, str(request.target), self._clock.monotonic())
        return None

    async def _plan(self, member: discord.Member) -> SyncPlan | None:
        """The member's plan, and what an order's roles still lack."""
        plan, swap = await self._planner.plan(member), self.swaps.of(member.id)
        if plan is None or swap is None:
            return plan
        same = plan.rank.casefold() == swap.rank.casefold()
        left = self._planner.swap(member, swap.rank, swap.leaving) if same else None
        if left is None:
            await self.swaps.settle(member.id)
            return plan
        return replace(plan, roles=left)

    async def _done(self, user_id: int) -> None:
        self.queue.done(user_id)
        await self.swaps.settle(user_id)
        self.follow_up.followed((user_id,), self._clock.monotonic())

    async def _gone(self, user_id: int) -> None:
        """Not on the server, as far as is known: only who is known to have left is owed nothing any more."""
        self._planner.refused.forget(user_id)
        self.queue.done(user_id)
        if user_id in self._left:
            self._left.discard(user_id)
            await self.swaps.settle(user_id)

    async def _work(self) -> None:
        while True:
            if (pause := self._pace.paused_for(self._clock.monotonic())) > 0:
                await asyncio.sleep(pause)
            popped = self.queue.pop(self._clock.monotonic())
            if popped is None:
                await self._wait_for_members()
                continue
            user_id, look_up = popped
            if user_id in self._busy:  # changed again while it is being written: looked at again when that is done
                await asyncio.sleep(self._pace.interval)
                self.queue.add(user_id, WritePriority.CHANGED, look_up=look_up)
                continue
            self._busy.add(user_id)
            try:
                with self._tracing.trace("sync write"):
                    await self._write_queued(user_id, look_up=look_up)
            except Exception as error:  # noqa: BLE001  it concerns this member alone; the others must not wait for it
                self._give_back(user_id, error)
            except BaseException:  # a cancellation: whoever starts this again must find the member
                self.queue.add(user_id, WritePriority.CHANGED, look_up=look_up)
                raise
            finally:
                self._free(user_id)

    def _give_back(self, user_id: int, error: Exception) -> None:
        at = self.queue.failed(user_id, self._clock.monotonic())
        self._metrics.failed(1)
        again = round(at - self._clock.monotonic(), 1)
        self._log.error("member not synced", member=user_id, problem=str(error), again_in_s=again, exc_info=error)

    def _free(self, user_id: int) -> None:
        self._busy.discard(user_id)
        self._freed.set()

    async def _write_queued(self, user_id: int, *, look_up: bool) -> None:
        try:
            if look_up:
                await self._planner.look_up_account(user_id, Freshness.CHANGED)
            member = self._planner.member(user_id)
            plan = await self._plan(member) if member is not None else None
            if self._planner.snapshot is None:  # right after a start: an order may be quicker than the first round
                self.queue.failed(user_id, self._clock.monotonic())
                return
            if member is None or plan is None:
                await self._gone(user_id)
                return
            await self.write(member, plan)
        except StorageError as error:
            at = self.queue.failed(user_id, self._clock.monotonic())
            self._log_retry("member not synced", user_id, str(error), at)

    async def _request(self, member: discord.Member, request: MemberRequest, reason: str) -> None:
        await self._wait_for_turn()
        if request.renames:
            self._own_nicknames[member.id] = str(request.target)
        try:
            async with asyncio.timeout(self._answer_within):
                await request.send(member, reason)
        except BaseException:  # cancellation too: the next update of this nickname is not ours
            if request.renames:
                self._own_nicknames.pop(member.id, None)
            raise

    async def _wait_for_turn(self) -> None:
        now = self._clock.monotonic()
        at = self._pace.reserve(now)
        if at > now:
            await asyncio.sleep(at - now)

    async def _wait_for_members(self) -> None:
        """Until a member is added or the next failed write is due."""
        self._added.clear()
        next_at = self.queue.next_at
        wait = None if next_at is None else max(0.0, next_at - self._clock.monotonic())
        try:
            async with asyncio.timeout(wait):
                await self._added.wait()
        except TimeoutError:
            return

    def _without_conflict(self, plan: SyncPlan) -> SyncPlan:
        now, user_id = self._clock.monotonic(), plan.user_id
        if plan.roles is not None:
            conflict = self.conflicts.roles.detect(user_id, plan.rank.casefold(), now)
            if conflict is not None:
                self._rest(user_id, conflict, "somebody else keeps changing a member's roles back; they are left alone")
                plan = plan.without_roles()
        if plan.rename is not None:
            conflict = self.conflicts.names.detect(user_id, plan.rename, now)
            if conflict is not None:
                self._rest(user_id, conflict, "somebody else keeps changing a nickname back; it is left alone")
                plan = plan.without_name()
        return plan

    def _rest(self, user_id: int, conflict: Conflict, told: str) -> None:
        """Told once: a later rest is of the same fight."""
        self.queue.look_at(user_id, conflict.until)
        if not conflict.is_new:
            return
        self._metrics.conflict()
        again = round(conflict.until - self._clock.monotonic())
        self._log.warning(f"{told} for now", member=user_id, again_in_s=again)

    def _pause_while_open(self, member: discord.Member, circuit: CircuitOpen) -> None:
        """Nothing is sent before Discord is tried again; the circuit itself reports that it is open."""
        pause = max(_SHORTEST_PAUSE, (circuit.until - self._clock.now()).total_seconds())
        self._pace.pause_until(self._clock.monotonic() + pause)
        self.queue.add(member.id, WritePriority.CHANGED)

    def _log_retry(self, event: str, user_id: int, problem: str, at: float) -> None:
        again = round(at - self._clock.monotonic(), 1)
        self._log.warning(event, member=user_id, problem=problem, again_in_s=again)


def _outcome(problem: WriteProblem) -> WriteOutcome:
    if problem in _GONE:
        return WriteOutcome.GONE
    return WriteOutcome.REFUSED if REMEDIES[problem].remembered else WriteOutcome.FAILED
