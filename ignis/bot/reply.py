"""How every command answers: once, in time, and with one friendly line when something breaks.

Discord waits 3 s for a first sign. An answer that is ready within 1.2 s is sent directly; otherwise the interaction
is deferred at 1.2 s and edited when the answer is there. Deferring first would cost every reader a second round trip.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter
from typing import Any

import aiohttp
import discord

from ignis.runtime.logs import Logger

DIRECT_WITHIN = 1.2
GIVE_UP_AFTER = 30.0

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060
_EXPIRED_TOKEN = 50027

Interaction = discord.Interaction[Any]


@dataclass(frozen=True)
class Answer:
    content: str | None = None
    embed: discord.Embed | None = None
    ephemeral: bool = False


class Refusal(Exception):  # noqa: N818  the command works as it should; it says no
    """Its text is shown to the reader alone."""


class Outcome(StrEnum):
    """The label of a metric; bounded."""

    DIRECT = "direct"
    DEFERRED = "deferred"
    REFUSED = "refused"
    FAILED = "failed"
    LATE = "late"  # Discord had given up waiting


Observe = Callable[[str, Outcome, float], None]
"""Told a command's name, how it ended and how many seconds it took."""


class Replies:
    def __init__(
        self,
        log: Logger,
        observe: Observe,
        new_incident: Callable[[], str],
        *,
        direct_within: float = DIRECT_WITHIN,
        give_up_after: float = GIVE_UP_AFTER,
    ) -> None:
        """`new_incident` makes the code that ties what the reader saw to the log."""
        self._log = log
        self._observe = observe
        self._new_incident = new_incident
        self._direct_within = direct_within
        self._give_up_after = give_up_after

    async def answer(
        self, interaction: Interaction, work: Coroutine[Any, Any, Answer], *, private: bool = False
    ) -> None:
        """Runs `work` and sends what it returns, or what its error means to the reader.

        A deferred answer is for the reader alone when `private`; Discord fixes that when it is deferred, so a failure
        behind a public deferral is shown in its place.
        """
        begun = perf_counter()
        task = asyncio.ensure_future(work)
        try:
            outcome = await self._answer(interaction, task, private=private)
        finally:
            task.cancel()
        self._observe(_command_name(interaction), outcome, perf_counter() - begun)

    async def fail(self, interaction: Interaction, error: BaseException) -> None:
        """Says what went wrong before or outside of `answer`."""
        answer, outcome = self._explained(interaction, error)
        self._observe(_command_name(interaction), await self._deliver(interaction, answer, outcome), 0.0)

    async def _answer(self, interaction: Interaction, task: asyncio.Task[Answer], *, private: bool) -> Outcome:
        await asyncio.wait({task}, timeout=self._direct_within)
        if not task.done() and not await self._defer(interaction, private=private):
            return Outcome.LATE
        await asyncio.wait({task}, timeout=self._give_up_after)
        answer, outcome = self._result(interaction, task)
        return await self._deliver(interaction, answer, outcome)

    def _result(self, interaction: Interaction, task: asyncio.Task[Answer]) -> tuple[Answer, Outcome]:
        if not task.done():
            return self._explained(interaction, TimeoutError(f"no answer within {self._give_up_after} s"))
        if (error := task.exception()) is not None:
            return self._explained(interaction, error)
        return task.result(), Outcome.DEFERRED if interaction.response.is_done() else Outcome.DIRECT

    async def _defer(self, interaction: Interaction, *, private: bool) -> bool:
        try:
            await interaction.response.defer(thinking=True, ephemeral=private)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            self._log.warning("could not defer", command=_command_name(interaction), error=str(error))
            return getattr(error, "code", None) == _ALREADY_ACKNOWLEDGED
        return True

    async def _deliver(self, interaction: Interaction, answer: Answer, outcome: Outcome) -> Outcome:
        """One request; a second only when Discord refuses what the answer holds."""
        try:
            await _send(interaction, answer)
        except discord.HTTPException as error:
            if error.code == _ALREADY_ACKNOWLEDGED:  # an earlier try arrived, only its response was lost
                return outcome
            if error.code in (_UNKNOWN_INTERACTION, _EXPIRED_TOKEN):
                self._log.warning("answered too late", command=_command_name(interaction), code=error.code)
                return Outcome.LATE
            if outcome is Outcome.FAILED:
                self._log.warning("could not say what failed", command=_command_name(interaction), error=str(error))
                return outcome
            return await self._deliver(interaction, *self._explained(interaction, error))
        except (aiohttp.ClientError, OSError) as error:
            self._log.warning("could not answer", command=_command_name(interaction), error=repr(error))
            return Outcome.FAILED
        return outcome

    def _explained(self, interaction: Interaction, error: BaseException) -> tuple[Answer, Outcome]:
        if isinstance(error, Refusal):
            return Answer(str(error), ephemeral=True), Outcome.REFUSED
        incident = self._new_incident()
        self._log.error("command failed", incident=incident, command=_command_name(interaction), exc_info=error)
        text = f"Something went wrong on my side. Tell an officer this code: `{incident}`"
        return Answer(text, ephemeral=True), Outcome.FAILED


async def _send(interaction: Interaction, answer: Answer) -> None:
    if interaction.response.is_done():
        await interaction.edit_original_response(content=answer.content, embed=answer.embed)
        return
    await interaction.response.send_message(
        answer.content, embed=answer.embed or discord.utils.MISSING, ephemeral=answer.ephemeral
    )


def _command_name(interaction: Interaction) -> str:
    """Only names of commands that exist: what the wire says must not become a label."""
    return interaction.command.qualified_name if interaction.command else "unknown"
