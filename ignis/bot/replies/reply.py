"""How every command and button answers: once, in time, and with one friendly line if something breaks.

Discord waits 3 s for a first sign. An answer that is ready within 1.2 s is sent directly. Otherwise the interaction is
deferred at 1.2 s, and edited when the answer is ready. Deferring first would cost every reader a second round trip.
"""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Protocol

import aiohttp
import discord

from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.markup import plain
from ignis.bot.replies.outage import down
from ignis.bot.replies.pending_answer import (
    ALREADY_ACKNOWLEDGED,
    TOO_LATE,
    Interaction,
    PendingAnswer,
    Reply,
    Visibility,
)
from ignis.bot.replies.receipts import NoReceipts, Receipts
from ignis.bot.texts import Param, Texts
from ignis.domain.refusals import Refused
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.circuit import CircuitOpen
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Span, SpanKind, Tracing
from ignis.services.ports import StorageError

DIRECT_WITHIN = 1.2
GIVE_UP_AFTER = 30.0

TOLD_AGAIN_AFTER = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 240.0, 300.0)
"""Seconds between tries to tell what was done. Together they stay below the 15 minutes for which Discord listens."""
_SEND_WITHIN = 10.0  # seconds for one try to tell what was done
_LONGEST = 2000  # characters of a message

__all__ = ["Declined", "Interaction", "Replies", "Reply", "ReplyObserver", "ReplyOutcome", "Visibility"]


_NO_RECEIPTS = NoReceipts()


class Declined(Exception):  # noqa: N818  the command works as it should; it says no
    """The bot itself says no, before a service is called. `key` is a text of the catalogue, without placeholders."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class ReplyOutcome(StrEnum):
    """A metric's label, so it is bounded."""

    DIRECT = "direct"
    DEFERRED = "deferred"
    REFUSED = "refused"
    FAILED = "failed"
    LATE = "late"  # Discord had given up waiting
    PENDING = "pending"  # an order that takes long: its officer is told later


_WRONG = frozenset({ReplyOutcome.FAILED, ReplyOutcome.LATE})
_REPLACING = frozenset({ReplyOutcome.DIRECT, ReplyOutcome.DEFERRED})
_DELIVERED = frozenset({*_REPLACING, ReplyOutcome.REFUSED})


class ReplyObserver(Protocol):
    """Counts answers. See `ignis.bot.metrics.BotMetrics`."""

    def answered(self, command: str, outcome: ReplyOutcome, seconds: float, /) -> None:
        """`command` was answered, within `seconds` of its arrival."""
        ...


class Replies:
    """Answers interactions.

    Example:
        async def callback(interaction: Interaction) -> None:
            await replies.answer(interaction, panel.show(interaction))
    """

    def __init__(
        self,
        texts: Texts,
        log: Logger,
        observer: ReplyObserver,
        error_codes: ErrorCodes,
        clock: Clock,
        *,
        tracing: Tracing | None = None,
        receipts: Receipts = _NO_RECEIPTS,
        direct_within: float = DIRECT_WITHIN,
        give_up_after: float = GIVE_UP_AFTER,
        told_again_after: Sequence[float] = TOLD_AGAIN_AFTER,
    ) -> None:
        """An error code connects what the reader saw with the log.

        `tracing` gets a trace for every answer. With None nothing is recorded. All times are in seconds.
        """
        self._texts = texts
        self._log = log
        self._observer = observer
        self._error_codes = error_codes
        self._clock = clock
        self._tracing = tracing or Tracing.off()
        self._direct_within = direct_within
        self._give_up_after = give_up_after
        self._receipts = receipts
        self._told_again_after = tuple(told_again_after)

    async def answer(
        self,
        interaction: Interaction,
        work: Coroutine[Any, Any, Reply],
        *,
        where: Visibility = Visibility.PUBLIC,
        name: str | None = None,
        order: bool = False,
    ) -> None:
        """Runs `work` and sends what it returns, or what its error means to the reader.

        Discord decides who sees a deferred answer at the moment it is deferred. So `where` must be known before. A
        failure after a public deferral takes the answer's place. A failure with `Visibility.HERE` is sent beside the
        message, which stays as it is. `name` is for buttons, which are no commands; it must be bounded, because it
        becomes a metric's label.

        An `order` changes something that must not be done twice. It is never cut off, and once it is carried out it is
        told as done: if the answer does not arrive, again and again for as long as Discord listens to this interaction,
        and else with the next answer to the same reader.
        """
        begun = self._clock.monotonic()
        pending = PendingAnswer(interaction, where, name or _command_name(interaction))
        with self._tracing.trace(_trace_name(pending.name), SpanKind.SERVER) as step:
            task = asyncio.ensure_future(work)  # a task takes the trace with it
            try:
                outcome = await self._answer(pending, task, order=order)
            finally:
                if not order:
                    task.cancel()
            self._record(pending, outcome, self._clock.monotonic() - begun, step)
        if order:
            await self._see_told(pending, task, outcome)

    async def fail(self, interaction: Interaction, error: BaseException) -> None:
        """Answers with what went wrong before or outside of `answer`."""
        begun = self._clock.monotonic()
        pending = PendingAnswer(interaction, Visibility.PRIVATE, _command_name(interaction))
        with self._tracing.trace(_trace_name(pending.name), SpanKind.SERVER) as step:
            order = self._receipts.order_of(interaction.id)
            if order is not None:
                self._log.error("failed after the order was carried out", command=pending.name, exc_info=error)
                outcome = await self._deliver(pending, await self._done(pending, [order]), ReplyOutcome.DIRECT)
            else:
                outcome = await self._deliver(pending, *self._explained(pending, error))
            self._record(pending, outcome, self._clock.monotonic() - begun, step)

    def _record(self, pending: PendingAnswer, outcome: ReplyOutcome, seconds: float, step: Span) -> None:
        step.set(command=pending.name, outcome=outcome.value)
        if outcome in _WRONG:
            step.failed(f"the answer was {outcome.value}", outcome.value)
        self._observer.answered(pending.name, outcome, seconds)

    async def _answer(self, pending: PendingAnswer, task: asyncio.Task[Reply], *, order: bool) -> ReplyOutcome:
        await asyncio.wait({task}, timeout=self._direct_within)
        if not task.done():
            if not await self._defer(pending, order=order) and not order:
                return ReplyOutcome.LATE
            await asyncio.wait({task}, timeout=self._give_up_after)
        if order and not task.done():
            say = self._texts.voice(pending.interaction.locale)
            return await self._deliver(pending, Reply(say("orders.under_way"), ephemeral=True), ReplyOutcome.PENDING)
        answer, outcome = await self._result(pending, task)
        return await self._deliver_with_owed(pending, answer, outcome)

    async def _result(self, pending: PendingAnswer, task: asyncio.Task[Reply]) -> tuple[Reply, ReplyOutcome]:
        """What to say, whatever became of `task`. What was carried out is told as done."""
        good = ReplyOutcome.DEFERRED if pending.deferred else ReplyOutcome.DIRECT
        if not task.done():
            return self._explained(pending, TimeoutError(f"no answer within {self._give_up_after} s"))
        if task.cancelled():
            return self._explained(pending, RuntimeError("cancelled"))
        error = task.exception()
        if error is None:
            return task.result(), good
        if (order := self._receipts.order_of(pending.interaction.id)) is not None:
            self._log.error("failed after the order was carried out", command=pending.name, exc_info=error)
            return await self._done(pending, [order]), good
        return self._explained(pending, error)

    async def _done(self, pending: PendingAnswer, orders: Sequence[int]) -> Reply:
        """The plainest way to say what was carried out."""
        say = self._texts.voice(pending.interaction.locale)
        told = await self._receipts.told(orders, pending.interaction.guild, say)
        return Reply(f"{say('orders.done')}\n{told}"[:_LONGEST], ephemeral=True)

    async def _defer(self, pending: PendingAnswer, *, order: bool) -> bool:
        try:
            async with asyncio.timeout(_SEND_WITHIN if order else None):
                await pending.defer()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("could not defer", command=pending.name, error=str(error))
            return getattr(error, "code", None) == ALREADY_ACKNOWLEDGED
        return True

    async def _deliver_with_owed(self, pending: PendingAnswer, answer: Reply, outcome: ReplyOutcome) -> ReplyOutcome:
        """`_deliver`, and with it what the reader could not be told before."""
        user, own = pending.interaction.user.id, self._receipts.order_of(pending.interaction.id)
        owed = [order for order in self._receipts.owed(user) if order != own]
        if not owed:
            return await self._deliver(pending, answer, outcome)
        say = self._texts.voice(pending.interaction.locale)
        note = f"{say('orders.owed')}\n{await self._receipts.told(owed, pending.interaction.guild, say)}"
        together = answer.content is not None and (answer.ephemeral or pending.for_reader_alone)
        if together and len(f"{answer.content}\n\n{note}") <= _LONGEST:
            outcome = await self._deliver(pending, replace(answer, content=f"{answer.content}\n\n{note}"), outcome)
            known = outcome in _DELIVERED
        else:
            outcome = await self._deliver(pending, answer, outcome)
            known = outcome in _DELIVERED and await self._put_beside(pending, note[:_LONGEST])
        if known:
            await self._receipts.settle(owed)
        return outcome

    async def _put_beside(self, pending: PendingAnswer, text: str) -> bool:
        try:
            await pending.put_beside(text)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("could not tell what is owed", command=pending.name, error=str(error))
            return False
        return True

    async def _deliver(self, pending: PendingAnswer, answer: Reply, outcome: ReplyOutcome) -> ReplyOutcome:
        """One request. A second one only if Discord refuses the content of the answer."""
        order = self._receipts.order_of(pending.interaction.id)
        lasting = order is not None or outcome is ReplyOutcome.PENDING
        try:
            async with asyncio.timeout(_SEND_WITHIN if lasting else None):
                await pending.send(answer, replace=outcome in _REPLACING)
        except discord.HTTPException as error:
            if error.code in TOO_LATE:
                self._log.warning("answered too late", command=pending.name, code=error.code)
                return ReplyOutcome.LATE
            if outcome is ReplyOutcome.FAILED or lasting:
                self._log.warning("could not say what came of it", command=pending.name, error=str(error))
                return ReplyOutcome.FAILED
            return await self._deliver(pending, *self._explained(pending, error))
        except (aiohttp.ClientError, OSError) as error:
            self._log.warning("could not answer", command=pending.name, error=repr(error))
            return ReplyOutcome.FAILED
        return outcome

    async def _see_told(self, pending: PendingAnswer, task: asyncio.Task[Reply], outcome: ReplyOutcome) -> None:
        """Until the officer knows what came of an order, or nothing more can be said to this interaction."""
        await asyncio.wait({task})
        order = self._receipts.order_of(pending.interaction.id)
        known = outcome in _DELIVERED
        if not known:
            if order is not None:
                self._receipts.owe(order)
            elif outcome is not ReplyOutcome.PENDING:
                return  # nothing was done
            known = await self._tell_later(pending, task, order)
        if known and order is not None:
            await self._receipts.settle([order])

    async def _tell_later(self, pending: PendingAnswer, task: asyncio.Task[Reply], order: int | None) -> bool:
        """The answer itself first; if Discord does not take it, what was done in plain words."""
        answer, outcome = await self._result(pending, task)
        for delay in (0.0, *self._told_again_after):
            await asyncio.sleep(delay)
            if order is not None and order not in self._receipts.owed(pending.interaction.user.id):
                return False  # the officer has learned it with another answer
            try:
                async with asyncio.timeout(_SEND_WITHIN):
                    await pending.send(answer, replace=outcome in _REPLACING or pending.deferred)
            except discord.HTTPException as error:
                if error.code in TOO_LATE:
                    return False
                if order is not None:
                    answer = await self._done(pending, [order])
            except (aiohttp.ClientError, OSError) as error:
                self._log.info("told again later", command=pending.name, error=repr(error))
            else:
                return True
        return False

    def _explained(self, pending: PendingAnswer, error: BaseException) -> tuple[Reply, ReplyOutcome]:
        say = self._texts.voice(pending.interaction.locale)
        match error:
            case Refused():
                return Reply(
                    say(f"refusals.{error.code}", **_harmless(error.params)), ephemeral=True
                ), ReplyOutcome.REFUSED
            case CircuitOpen():
                return Reply(down(error.name, error.until, say), ephemeral=True), ReplyOutcome.REFUSED
            case Declined():
                return Reply(say(error.key), ephemeral=True), ReplyOutcome.REFUSED
            case StorageError():
                code = self._error_codes.new()
                self._log.error("command failed", error_code=code, command=pending.name, problem=str(error))
                return Reply(say(f"storage.{error.reason}", error_code=code), ephemeral=True), ReplyOutcome.FAILED
            case _:
                code = self._error_codes.new()
                self._log.error("command failed", error_code=code, command=pending.name, exc_info=error)
                return Reply(say("errors.unexpected", error_code=code), ephemeral=True), ReplyOutcome.FAILED


def _harmless(params: Mapping[str, Param]) -> dict[str, Param]:
    return {name: plain(value) if isinstance(value, str) else value for name, value in params.items()}


def _trace_name(name: str) -> str:
    return name if name.startswith("button ") else f"command {name}"


def _command_name(interaction: Interaction) -> str:
    """Only names of commands that exist. A name from outside must not become a label."""
    return interaction.command.qualified_name if interaction.command else "unknown"
