"""The status as it is now, for `/status.json` and for everybody who follows `/events`: many of them cost one look."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from ignis.runtime.base.clock import Clock
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.status.stack_snapshot import StackObserver, StackSnapshot
from probes.exporter.status.status import news, status


@dataclass(frozen=True)
class LivePace:
    """Seconds: between two looks at the checks, the age of a look at the rest, and the longest silence."""

    tick: float = 1.0
    look: float = 2.0
    silence: float = 10.0


_PACE: Final = LivePace()


@dataclass(frozen=True)
class Message:
    """`number` grows with each one; `text` is the status as JSON."""

    number: int
    text: str


class LiveStatus:
    def __init__(
        self, registry: CheckRegistry, surveyor: StackObserver, *, clock: Clock, pace: LivePace = _PACE
    ) -> None:
        self._registry = registry
        self._surveyor = surveyor
        self._clock = clock
        self._pace = pace
        self._followers = 0
        self._number = 0
        self._told: dict[str, Any] = {}
        self._told_at = 0.0
        self._message: Message | None = None
        self._changed = asyncio.Condition()
        self._began = asyncio.Event()
        self._over = False

    @property
    def followers(self) -> int:
        return self._followers

    async def now(self) -> dict[str, Any]:
        return self._status(await self._surveyor.look(self._pace.look))

    async def run(self) -> None:
        """Looks while anybody follows. Never returns."""
        while True:
            await self._began.wait()
            while self._followers:
                await self._tick()
                await asyncio.sleep(self._pace.tick)
            self._began.clear()
            self._message = None  # whoever comes next is told what is so then

    @asynccontextmanager
    async def following(self) -> AsyncGenerator[None]:
        """Looks are taken while anybody is in here."""
        self._followers += 1
        self._began.set()
        try:
            yield
        finally:
            self._followers -= 1

    async def after(self, number: int, patience: float) -> Message | None:
        """The next message after `number`, as soon as there is one; None when there is none within `patience` s.

        Who is slow misses those in between. Raises EOFError once there will be no more.
        """
        async with self._changed:
            try:
                async with asyncio.timeout(patience):
                    await self._changed.wait_for(lambda: self._over or self._newer(number))
            except TimeoutError:
                return None
            if self._over:
                raise EOFError
            return self._message

    async def close(self) -> None:
        """Everybody who follows is sent home."""
        async with self._changed:
            self._over = True
            self._changed.notify_all()

    def _newer(self, number: int) -> bool:
        return self._message is not None and self._message.number > number

    async def _tick(self) -> None:
        shown = await self.now()
        told, at = news(shown), self._clock.monotonic()
        if self._message is not None and told == self._told and at - self._told_at < self._pace.silence:
            return
        self._told, self._told_at = told, at
        async with self._changed:
            self._number += 1
            self._message = Message(self._number, json.dumps(shown))
            self._changed.notify_all()

    def _status(self, survey: StackSnapshot) -> dict[str, Any]:
        return status(self._registry.standings(), survey, self._clock.now())
