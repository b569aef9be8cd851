"""How late the event loop runs what is due. This is the first thing to rise when something blocks it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Generator

from ignis.runtime.base.ticker import next_tick

_EVERY = 0.5
_KEPT = 10  # samples, so five seconds


class LoopLag:
    """`worst` is the longest delay, in seconds, of the last five seconds."""

    def __init__(self) -> None:
        self._samples: deque[float] = deque([0.0], maxlen=_KEPT)
        self._next: asyncio.TimerHandle | None = None

    @property
    def worst(self) -> float:
        return max(self._samples)

    @contextlib.contextmanager
    def watching(self, loop: asyncio.AbstractEventLoop) -> Generator[None]:
        """Measures while the context is open."""
        self._wait(loop)
        try:
            yield
        finally:
            if self._next is not None:
                self._next.cancel()

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        self._next = loop.call_at(due := next_tick(loop.time(), _EVERY), self._measure, loop, due)

    def _measure(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._samples.append(max(0.0, loop.time() - due))
        self._wait(loop)
