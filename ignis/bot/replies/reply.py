"""How every command and button answers: once, in time, and with one friendly line when something breaks.

Discord waits 3 s for a first sign. An answer that is ready within 1.2 s is sent directly; otherwise the interaction
is deferred at 1.2 s and edited when the answer is there. Deferring first would cost every reader a second round trip.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter
from typing import Any

import aiohttp
import discord
from discord import ui

from ignis.bot.replies.markup import plain
from ignis.bot.replies.outage import down
from ignis.bot.texts import Param, Texts
from ignis.domain.refusals import Refused
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
    """A LayoutView (Components V2) goes without content.

    No view is kept in memory: its buttons must be dynamic items, which also work after the bot was restarted.
    """

    content: str | None = None
    view: ui.LayoutView | ui.View | None = None
    files: Sequence[discord.File] = ()
    ephemeral: bool = False


class Declined(Exception):  # noqa: N818  the command works as it should; it says no
    """The bot itself says no, before a service was asked. `key` is a text of the catalogue, without placeholders."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class ReplyOutcome(StrEnum):
    """The label of a metric; bounded."""

    DIRECT = "direct"
    DEFERRED = "deferred"
    REFUSED = "refused"
    FAILED = "failed"
    LATE = "late"  # Discord had given up waiting


_WRONG = frozenset({ReplyOutcome.FAILED, ReplyOutcome.LATE})


class Visibility(StrEnum):
    """Where an answer goes. `HERE` is for buttons alone: the message they stand on is replaced."""

    PUBLIC = "public"
    PRIVATE = "private"
    HERE = "here"


Observe = Callable[[str, ReplyOutcome, float], None]
"""Told a command's name, how it ended and how many seconds it took."""


class Replies:
    def __init__(
        self,
        texts: Texts,
        log: Logger,
        observe: Observe,
        new_incident: Callable[[], str],
        *,
        tracing: Tracing | None = None,
        direct_within: float = DIRECT_WITHIN,
        give_up_after: float = GIVE_UP_AFTER,
    ) -> None:
        """`new_incident` makes the code that ties what the reader saw to the log.

        `tracing` gets a trace for every answer; None: nothing is recorded.
        """
        self._texts = texts
        self._log = log
        self._observe = observe
        self._new_incident = new_incident
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

        Discord fixes who sees a deferred answer when it is deferred, which is what `where` decides; a failure behind a
        public deferral is shown in its place, one behind `Visibility.HERE` beside the message, which stays as it is.
        `name` (bounded: it becomes a metric's label) is for buttons, which are no commands.
        """
        begun = perf_counter()
        turn = _Turn(interaction, where, name or _command_name(interaction))
        with self._tracing.trace(_trace_name(turn.name), SpanKind.SERVER) as step:
            task = asyncio.ensure_future(work)  # a task takes the trace with it
            try:
                outcome = await self._answer(turn, task)
            finally:
                task.cancel()
            self._done(turn, outcome, perf_counter() - begun, step)

    async def fail(self, interaction: Interaction, error: BaseException) -> None:
        """Says what went wrong before or outside of `answer`."""
        begun = perf_counter()
        turn = _Turn(interaction, Visibility.PRIVATE, _command_name(interaction))
        with self._tracing.trace(_trace_name(turn.name), SpanKind.SERVER) as step:
            answer, outcome = self._explained(turn, error)
            outcome = await self._deliver(turn, answer, outcome)
            self._done(turn, outcome, perf_counter() - begun, step)

    def _done(self, turn: "_Turn", outcome: ReplyOutcome, seconds: float, step: Span) -> None:
        step.set(command=turn.name, outcome=outcome.value)
        if outcome in _WRONG:
            step.failed(f"the answer was {outcome.value}", outcome.value)
        self._observe(turn.name, outcome, seconds)

    async def _answer(self, turn: "_Turn", task: asyncio.Task[Reply]) -> ReplyOutcome:
        await asyncio.wait({task}, timeout=self._direct_within)
        if not task.done():
            if not await self._defer(turn):
                return ReplyOutcome.LATE
            await asyncio.wait({task}, timeout=self._give_up_after)
        answer, outcome = self._result(turn, task)
        return await self._deliver(turn, answer, outcome)

    def _result(self, turn: "_Turn", task: asyncio.Task[Reply]) -> tuple[Reply, ReplyOutcome]:
        if not task.done():
            return self._explained(turn, TimeoutError(f"no answer within {self._give_up_after} s"))
        if (error := task.exception()) is not None:
            return self._explained(turn, error)
        return task.result(), ReplyOutcome.DEFERRED if turn.deferred else ReplyOutcome.DIRECT

    async def _defer(self, turn: "_Turn") -> bool:
        try:
            await turn.defer()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("could not defer", command=turn.name, error=str(error))
            return getattr(error, "code", None) == _ALREADY_ACKNOWLEDGED
        return True

    async def _deliver(self, turn: "_Turn", answer: Reply, outcome: ReplyOutcome) -> ReplyOutcome:
        """One request; a second only when Discord refuses what the answer holds."""
        try:
            await turn.send(answer, replace=outcome in (ReplyOutcome.DIRECT, ReplyOutcome.DEFERRED))
        except discord.HTTPException as error:
            if error.code == _ALREADY_ACKNOWLEDGED:  # an earlier try arrived, only its response was lost
                return outcome
            if error.code in (_UNKNOWN_INTERACTION, _EXPIRED_TOKEN):
                self._log.warning("answered too late", command=turn.name, code=error.code)
                return ReplyOutcome.LATE
            if outcome is ReplyOutcome.FAILED:
                self._log.warning("could not say what failed", command=turn.name, error=str(error))
                return outcome
            return await self._deliver(turn, *self._explained(turn, error))
        except (aiohttp.ClientError, OSError) as error:
            self._log.warning("could not answer", command=turn.name, error=repr(error))
            return ReplyOutcome.FAILED
        return outcome

    def _explained(self, turn: "_Turn", error: BaseException) -> tuple[Reply, ReplyOutcome]:
        say = self._texts.voice(turn.interaction.locale)
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
                incident = self._new_incident()
                self._log.error("command failed", incident=incident, command=turn.name, problem=str(error))
                return Reply(say(f"storage.{error.reason}", incident=incident), ephemeral=True), ReplyOutcome.FAILED
            case _:
                incident = self._new_incident()
                self._log.error("command failed", incident=incident, command=turn.name, exc_info=error)
                return Reply(say("errors.unexpected", incident=incident), ephemeral=True), ReplyOutcome.FAILED


@dataclass(frozen=True)
class _Turn:
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
        """`replace` is False for what must not take the place of the message that a button stands on."""
        if answer.view is not None:
            answer.view.stop()  # discord.py keeps every other view for ever
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
    """Everything that stood there before goes."""
    return {"content": answer.content, "view": answer.view, "attachments": answer.files}


def _harmless(params: Mapping[str, Param]) -> dict[str, Param]:
    return {name: plain(value) if isinstance(value, str) else value for name, value in params.items()}


def _trace_name(name: str) -> str:
    return name if name.startswith("button ") else f"command {name}"


def _command_name(interaction: Interaction) -> str:
    """Only names of commands that exist: what the wire says must not become a label."""
    return interaction.command.qualified_name if interaction.command else "unknown"
