"""The current status, for `/status.json` and for all who follow `/events`: many readers cost one look."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from ignis.runtime.base.clock import Clock
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.status.stack_snapshot import StackObserver, StackSnapshot
from probes.exporter.status.status import change_key, status


@dataclass(frozen=True)
class LivePace:
    """Seconds: between two looks at the checks, the age of a look at the rest, and the longest silence."""

    tick: float = 1.0
    look: float = 2.0
    silence: float = 10.0


_PACE: Final = LivePace()


@dataclass(frozen=True)
class StatusMessage:
    """`number` grows with each message; `text` is the status as JSON."""

    number: int
    text: str


class LiveStatus:
    """Sends the status to all followers when it changes, and every `silence` seconds.

    Example:
    >>> async with live.following():
    ...     first = await live.after(0, patience=5.0)
    ...     second = await live.after(first.number, patience=5.0)
    """

    def __init__(
        self, registry: CheckRegistry, observer: StackObserver, *, clock: Clock, pace: LivePace = _PACE
    ) -> None:
        self._registry = registry
        self._observer = observer
        self._clock = clock
        self._pace = pace
        self._followers = 0
        self._number = 0
        self._sent_key: dict[str, Any] = {}
        self._sent_at = 0.0
        self._message: StatusMessage | None = None
        self._changed = asyncio.Condition()
        self._began = asyncio.Event()
        self._over = False

    @property
    def followers(self) -> int:
        return self._followers

    async def now(self) -> dict[str, Any]:
        return self._status(await self._observer.look(self._pace.look))

    async def run(self) -> None:
        """Looks while there is a follower. Never returns."""
        while True:
            await self._began.wait()
            while self._followers:
                await self._tick()
                await asyncio.sleep(self._pace.tick)
            self._began.clear()
            self._message = None  # the next follower must get the status of its own time

    @asynccontextmanager
    async def following(self) -> AsyncGenerator[None]:
        """There are looks as long as one caller is inside."""
        self._followers += 1
        self._began.set()
        try:
            yield
        finally:
            self._followers -= 1

    async def after(self, number: int, patience: float) -> StatusMessage | None:
        """Wait for a message later than `number`, and return None if there is none within `patience` seconds.

        A slow follower misses the messages in between. Raises EOFError once there will be no more.
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
        """Ends the stream of every follower."""
        async with self._changed:
            self._over = True
            self._changed.notify_all()

    def _newer(self, number: int) -> bool:
        return self._message is not None and self._message.number > number

    async def _tick(self) -> None:
        shown = await self.now()
        key, at = change_key(shown), self._clock.monotonic()
        if self._message is not None and key == self._sent_key and at - self._sent_at < self._pace.silence:
            return
        self._sent_key, self._sent_at = key, at
        async with self._changed:
            self._number += 1
            self._message = StatusMessage(self._number, json.dumps(shown))
            self._changed.notify_all()

    def _status(self, snapshot: StackSnapshot) -> dict[str, Any]:
        return status(self._registry.standings(), snapshot, self._clock.now(), self._registry.outage)
