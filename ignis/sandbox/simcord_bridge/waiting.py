"""Interactions that a person in the sandbox waits for, until the bot outside acknowledges and finishes, or does not."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from simcord.backend.models import Interaction
from simcord.backend.models.interaction import ResponseKind

from ignis.runtime.base.clock import Clock


@dataclass(eq=False)
class Waiting:
    """One interaction; times are monotonic seconds."""

    record: Interaction
    started: float
    acknowledged: float | None = None
    given_up: bool = False
    touched: int = 0  # how often the bot acted on it: callback, edit of the answer, followup
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def complete(self) -> bool:
        """Whether the bot is done: a deferred answer needs its content, a deferred update its edit."""
        if self.record.response_kind is ResponseKind.DEFERRED_UPDATE:
            return self.touched > 1
        return self.acknowledged is not None and not self.record.loading

    async def until_acknowledged(self, timeout: float) -> bool:
        """Whether the bot acknowledged it within `timeout` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self.acknowledged is None:
                    await self._change()
        return self.acknowledged is not None

    async def until_complete(self, timeout: float) -> bool:
        """Whether the bot was done within `timeout` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while not self.complete:
                    await self._change()
        return self.complete

    async def _change(self) -> None:
        self.changed.clear()
        await self.changed.wait()


class WaitingRoom:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[int, Waiting] = {}

    def enter(self, record: Interaction) -> Waiting:
        """Call before the interaction is sent, so that no answer is missed."""
        waiting = self._waiting[record.id] = Waiting(record, self._clock.monotonic())
        return waiting

    def now(self) -> float:
        return self._clock.monotonic()

    def leave(self, waiting: Waiting) -> None:
        self._waiting.pop(waiting.record.id, None)

    def acted(self, interaction_id: int) -> None:
        """The bot did something with this interaction, successfully."""
        waiting = self._waiting.get(interaction_id)
        if waiting is None:
            return
        waiting.touched += 1
        if waiting.acknowledged is None and waiting.record.responded:
            waiting.acknowledged = self._clock.monotonic()
        waiting.changed.set()
