"""How every command and button answers: once, in time, and with one friendly line if something breaks.

Discord waits 3 s for a first sign. An answer that is ready within 1.2 s is sent directly. Otherwise the interaction is
deferred at 1.2 s, and edited when the answer is ready. Deferring first would cost every reader a second round trip.
"""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import aiohttp
import discord
from discord import ui

from ignis.bot.replies.error_codes import ErrorCodes
from ignis.bot.replies.markup import plain
from ignis.bot.replies.outage import down
from ignis.bot.texts import Param, Texts
from ignis.domain.refusals import Refused
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.circuit import CircuitOpen
from ignis.runtime.telemetry.logs import Logger
from ignis.runtime.telemetry.tracing import Span, SpanKind, Tracing
from ignis.services.ports import StorageError

DIRECT_WITHIN = 1.2
GIVE_UP_AFTER = 30.0

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060
_EXPIRED_TOKEN = 50027

Interaction = discord.Interaction[Any]


@dataclass(frozen=True)
class Reply:
    """A LayoutView (Components V2) cannot have `content`.

    No view is kept in memory. Its buttons must be dynamic items, which still work after a restart of the bot.
    """

    content: str | None = None
    view: ui.LayoutView | ui.View | None = None
    files: Sequence[discord.File] = ()
    ephemeral: bool = False


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


_WRONG = frozenset({ReplyOutcome.FAILED, ReplyOutcome.LATE})


class Visibility(StrEnum):
    """Where an answer goes. `HERE` is for buttons only: it replaces the message that has the button."""

    PUBLIC = "public"
    PRIVATE = "private"
    HERE = "here"


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
        direct_within: float = DIRECT_WITHIN,
        give_up_after: float = GIVE_UP_AFTER,
    ) -> None:
        """An error code connects what the reader saw with the log.

        `tracing` gets a trace for every answer. With None nothing is recorded. Both times are in seconds.
        """
        self._texts = texts
        self._log = log
        self._observer = observer
        self._error_codes = error_codes
        self._clock = clock
        self._tracing = tracing or Tracing.off()
        self._direct_within = direct_within
        self._give_up_after = give_up_after

    async def answer(
        self,
        interaction: Interaction,
        work: Coroutine[Any, Any, Reply],
        *,
        where: Visibility = Visibility.PUBLIC,
        name: str | None = None,
    ) -> None:
        """Runs `work` and sends what it returns, or what its error means to the reader.

        Discord decides who sees a deferred answer at the moment it is deferred. So `where` must be known before. A
        failure after a public deferral takes the answer's place. A failure with `Visibility.HERE` is sent beside the
        message, which stays as it is. `name` is for buttons, which are no commands; it must be bounded, because it
        becomes a metric's label.
        """
        begun = self._clock.monotonic()
        pending = _PendingAnswer(interaction, where, name or _command_name(interaction))
        with self._tracing.trace(_trace_name(pending.name), SpanKind.SERVER) as step:
            task = asyncio.ensure_future(work)  # a task takes the trace with it
            try:
                outcome = await self._answer(pending, task)
            finally:
                task.cancel()
            self._record(pending, outcome, self._clock.monotonic() - begun, step)

    async def fail(self, interaction: Interaction, error: BaseException) -> None:
        """Answers with what went wrong before or outside of `answer`."""
        begun = self._clock.monotonic()
        pending = _PendingAnswer(interaction, Visibility.PRIVATE, _command_name(interaction))
        with self._tracing.trace(_trace_name(pending.name), SpanKind.SERVER) as step:
            answer, outcome = self._explained(pending, error)
            outcome = await self._deliver(pending, answer, outcome)
            self._record(pending, outcome, self._clock.monotonic() - begun, step)

    def _record(self, pending: "_PendingAnswer", outcome: ReplyOutcome, seconds: float, step: Span) -> None:
        step.set(command=pending.name, outcome=outcome.value)
        if outcome in _WRONG:
            step.failed(f"the answer was {outcome.value}", outcome.value)
        self._observer.answered(pending.name, outcome, seconds)

    async def _answer(self, pending: "_PendingAnswer", task: asyncio.Task[Reply]) -> ReplyOutcome:
        await asyncio.wait({task}, timeout=self._direct_within)
        if not task.done():
            if not await self._defer(pending):
                return ReplyOutcome.LATE
            await asyncio.wait({task}, timeout=self._give_up_after)
        answer, outcome = self._result(pending, task)
        return await self._deliver(pending, answer, outcome)

    def _result(self, pending: "_PendingAnswer", task: asyncio.Task[Reply]) -> tuple[Reply, ReplyOutcome]:
        if not task.done():
            return self._explained(pending, TimeoutError(f"no answer within {self._give_up_after} s"))
        if (error := task.exception()) is not None:
            return self._explained(pending, error)
        return task.result(), ReplyOutcome.DEFERRED if pending.deferred else ReplyOutcome.DIRECT

    async def _defer(self, pending: "_PendingAnswer") -> bool:
        try:
            await pending.defer()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("could not defer", command=pending.name, error=str(error))
            return getattr(error, "code", None) == _ALREADY_ACKNOWLEDGED
        return True

    async def _deliver(self, pending: "_PendingAnswer", answer: Reply, outcome: ReplyOutcome) -> ReplyOutcome:
        """One request. A second one only if Discord refuses the content of the answer."""
        try:
            await pending.send(answer, replace=outcome in (ReplyOutcome.DIRECT, ReplyOutcome.DEFERRED))
        except discord.HTTPException as error:
            if error.code == _ALREADY_ACKNOWLEDGED:  # an earlier try arrived; only its response was lost
                return outcome
            if error.code in (_UNKNOWN_INTERACTION, _EXPIRED_TOKEN):
                self._log.warning("answered too late", command=pending.name, code=error.code)
                return ReplyOutcome.LATE
            if outcome is ReplyOutcome.FAILED:
                self._log.warning("could not say what failed", command=pending.name, error=str(error))
                return outcome
            return await self._deliver(pending, *self._explained(pending, error))
        except (aiohttp.ClientError, OSError) as error:
            self._log.warning("could not answer", command=pending.name, error=repr(error))
            return ReplyOutcome.FAILED
        return outcome

    def _explained(self, pending: "_PendingAnswer", error: BaseException) -> tuple[Reply, ReplyOutcome]:
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


@dataclass(frozen=True)
class _PendingAnswer:
    """One interaction on its way to one answer."""

    interaction: Interaction
    where: Visibility
    name: str

    @property
    def deferred(self) -> bool:
        return self.interaction.response.is_done()

    async def defer(self) -> None:
        if self.where is Visibility.HERE:
            await self.interaction.response.defer()
        else:
            await self.interaction.response.defer(thinking=True, ephemeral=self.where is Visibility.PRIVATE)

    async def send(self, answer: Reply, *, replace: bool) -> None:
        """`replace` is False for an answer that must not replace the message that has the button."""
        if answer.view is not None:
            answer.view.stop()  # discord.py keeps a view that is not stopped for ever
        if self.where is Visibility.HERE:
            await (self._replace(answer) if replace else self._put_beside(answer))
        elif self.deferred:
            await self.interaction.edit_original_response(**_edited(answer))
        else:
            private = answer.ephemeral or self.where is Visibility.PRIVATE
            await self.interaction.response.send_message(**_new(answer), ephemeral=private)

    async def _replace(self, answer: Reply) -> None:
        if self.deferred:
            await self.interaction.edit_original_response(**_edited(answer))
        else:
            await self.interaction.response.edit_message(**_edited(answer))

    async def _put_beside(self, answer: Reply) -> None:
        if self.deferred:
            await self.interaction.followup.send(**_new(answer), ephemeral=True)
        else:
            await self.interaction.response.send_message(**_new(answer), ephemeral=True)


def _new(answer: Reply) -> dict[str, Any]:
    optional = {"content": answer.content, "view": answer.view, "files": answer.files or None}
    return {name: value for name, value in optional.items() if value is not None}


def _edited(answer: Reply) -> dict[str, Any]:
    """Replaces everything that the message had before."""
    return {"content": answer.content, "view": answer.view, "attachments": answer.files}


def _harmless(params: Mapping[str, Param]) -> dict[str, Param]:
    return {name: plain(value) if isinstance(value, str) else value for name, value in params.items()}


def _trace_name(name: str) -> str:
    return name if name.startswith("button ") else f"command {name}"


def _command_name(interaction: Interaction) -> str:
    """Only names of commands that exist. A name from outside must not become a label."""
    return interaction.command.qualified_name if interaction.command else "unknown"
