"""Writing members' roles and nicknames on Discord: one request each, paced, tried again when it fails.

What is written is decided at the last moment, from what is known then. Whoever waits here is kept in memory alone: a
start goes through everybody, and finds them again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord

from ignis.bot.rest.circuit import judge
from ignis.bot.role_sync.internals import role_ids
from ignis.bot.role_sync.metrics import SyncMetrics, WriteOutcome
from ignis.bot.role_sync.rename_conflicts import RenameConflicts
from ignis.bot.role_sync.write_queue import WritePriority, WriteQueue
from ignis.domain.role_sync.plan import SyncPlan
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.circuit import Circuit, CircuitOpen
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Tracing
from ignis.services.ports import StorageError

_WORKERS: Final = 4
"""How many requests may be under way: enough to keep the pace at 200 ms each."""
_AFTER_REFUSAL: Final = 1.0
_PATIENCE: Final = 30.0
_LEAST_HOLD: Final = 0.5

Look = Callable[[discord.Member], Awaitable[SyncPlan | None]]
"""What is to be done about a member now; None: nothing can be said. Raises StorageError."""


class Writer:
    def __init__(
        self,
        *,
        look: Look,
        ask: Callable[[int], Awaitable[None]],
        find: Callable[[int], discord.Member | None],
        backlog: WriteQueue,
        fights: RenameConflicts,
        circuit: Circuit,
        per_second: float,
        clock: Clock,
        metrics: SyncMetrics,
        tracing: Tracing,
        log: Logger,
    ) -> None:
        """`ask` lets a member's account be looked up; `find` gives the member as the gateway last showed them."""
        self._look = look
        self._ask = ask
        self._find = find
        self.backlog = backlog
        self.fights = fights
        self._circuit = circuit
        self._apart = 1 / per_second
        self._clock = clock
        self._metrics = metrics
        self._tracing = tracing
        self._log = log
        self._woken = asyncio.Event()
        self._busy: set[int] = set()
        self._freed = asyncio.Event()
        self._free_at = 0.0
        self._held_until = 0.0
        self._own: dict[int, str] = {}

    def add(self, user_id: int, turn: WritePriority, *, ask: bool = False) -> None:
        self.backlog.add(user_id, turn, ask=ask)
        self._woken.set()

    def is_own(self, user_id: int, nickname: str | None) -> bool:
        """Whether this nickname is the one we have just written; says so once."""
        if user_id not in self._own or self._own[user_id] != nickname:
            return False
        del self._own[user_id]
        return True

    @property
    def idle(self) -> bool:
        return not self.backlog and not self._busy

    async def run(self) -> None:
        """Runs until it is cancelled."""
        async with asyncio.TaskGroup() as workers:
            for _ in range(_WORKERS):
                workers.create_task(self._work())

    async def now(self, user_id: int) -> WriteOutcome | None:
        """Writes what is to be written for somebody who waits; None when that was nothing. Raises StorageError."""
        while user_id in self._busy:
            self._freed.clear()
            await self._freed.wait()
        self._busy.add(user_id)
        try:
            member = self._find(user_id)
            plan = await self._look(member) if member is not None else None
            return await self.write(member, plan) if member is not None and plan is not None else WriteOutcome.GONE
        finally:
            self._free(user_id)

    async def write(self, member: discord.Member, plan: SyncPlan) -> WriteOutcome | None:
        """Carries out `plan` in one request, at the pace of all; None when there is nothing that may be written."""
        plan = self._without_fight(plan)
        if plan.blocked is not None:
            self._metrics.blocked(plan.blocked)
        if not plan.writes:
            self.backlog.done(member.id)
            return None
        # the gateway has not shown the last one yet: written twice, then, and over nobody
        unseen = plan.rename is not None and self._own.get(member.id) == plan.rename
        try:
            await self._circuit.call(lambda: self._edit(member, plan), judge)
        except discord.NotFound:
            outcome = WriteOutcome.GONE
        except CircuitOpen as held:
            self._hold(member, held)
            return WriteOutcome.FAILED
        except discord.Forbidden:
            # ten thousand refusals in ten minutes, and Discord bans the address: each costs everybody a second
            self._free_at = max(self._free_at, self._clock.monotonic()) + _AFTER_REFUSAL
            self._later(member, WriteOutcome.REFUSED, "Discord refuses it: the bot's rights may have changed")
            return WriteOutcome.REFUSED
        except discord.HTTPException as error:
            self._later(member, WriteOutcome.FAILED, f"Discord answered {error.status}")
            return WriteOutcome.FAILED
        except (OSError, TimeoutError) as error:
            self._later(member, WriteOutcome.FAILED, f"no answer from Discord: {type(error).__name__}")
            return WriteOutcome.FAILED
        else:
            outcome = WriteOutcome.DONE
            if plan.rename is not None and not unseen:
                self.fights.wrote(member.id, plan.rename, self._clock.monotonic())
        self._metrics.wrote(outcome)
        self.backlog.done(member.id)
        return outcome

    async def _work(self) -> None:
        while True:
            if (held := self._held_until - self._clock.monotonic()) > 0:
                await asyncio.sleep(held)
            taken = self.backlog.take(self._clock.monotonic())
            if taken is None:
                await self._wait()
                continue
            user_id, ask = taken
            if user_id in self._busy:  # changed again while it is being written: looked at again when that is done
                await asyncio.sleep(self._apart)
                self.backlog.add(user_id, WritePriority.CHANGED, ask=ask)
                continue
            self._busy.add(user_id)
            try:
                with self._tracing.trace("sync write"):
                    await self._one(user_id, ask=ask)
            finally:
                self._free(user_id)

    def _free(self, user_id: int) -> None:
        self._busy.discard(user_id)
        self._freed.set()

    async def _one(self, user_id: int, *, ask: bool) -> None:
        try:
            if ask:
                await self._ask(user_id)
            member = self._find(user_id)
            plan = await self._look(member) if member is not None else None
            if member is None or plan is None:
                self.backlog.done(user_id)
                return
            await self.write(member, plan)
        except StorageError as error:
            at = self.backlog.failed(user_id, self._clock.monotonic())
            self._told("member not synced", user_id, str(error), at)

    async def _edit(self, member: discord.Member, plan: SyncPlan) -> None:
        await self._pace()
        changes: dict[str, Any] = {}
        if plan.rename is not None:
            changes["nick"] = plan.rename
            self._own[member.id] = plan.rename
        if plan.roles is not None:
            kept = [role for role in role_ids(member) if role not in plan.roles.take]
            given = [plan.roles.give] if plan.roles.give is not None else []
            changes["roles"] = [discord.Object(role) for role in (*kept, *given)]
        try:
            async with asyncio.timeout(_PATIENCE):
                await member.edit(**changes, reason=f"Ignis: {plan.rank}"[:100])
        except BaseException:  # cancellation too: whoever renames the member next is somebody else
            self._own.pop(member.id, None)
            raise

    async def _pace(self) -> None:
        now = self._clock.monotonic()
        at = max(now, self._free_at)
        self._free_at = at + self._apart
        if at > now:
            await asyncio.sleep(at - now)

    async def _wait(self) -> None:
        """Until somebody is added or the next failed one is due."""
        self._woken.clear()
        next_at = self.backlog.next_at
        wait = None if next_at is None else max(0.0, next_at - self._clock.monotonic())
        try:
            async with asyncio.timeout(wait):
                await self._woken.wait()
        except TimeoutError:
            return

    def _without_fight(self, plan: SyncPlan) -> SyncPlan:
        now = self._clock.monotonic()
        if plan.rename is None or not self.fights.begins(plan.user_id, plan.rename, now):
            return plan
        self._metrics.fought()
        self._log.warning("another bot keeps rewriting a nickname; it is left alone for now", member=plan.user_id)
        return plan.contested()

    def _hold(self, member: discord.Member, held: CircuitOpen) -> None:
        """Nobody's turn comes before Discord is tried again; the circuit itself says that it is open."""
        wait = max(_LEAST_HOLD, (held.until - self._clock.now()).total_seconds())
        self._held_until = self._clock.monotonic() + wait
        self.backlog.add(member.id, WritePriority.CHANGED)

    def _later(self, member: discord.Member, outcome: WriteOutcome, problem: str) -> None:
        at = self.backlog.failed(member.id, self._clock.monotonic())
        self._metrics.wrote(outcome)
        self._told("member not written", member.id, problem, at)

    def _told(self, event: str, user_id: int, problem: str, at: float) -> None:
        again = round(at - self._clock.monotonic(), 1)
        self._log.warning(event, member=user_id, problem=problem, again_in_s=again)
