"""How late the event loop runs what is due: the first thing that goes wrong when something blocks it."""

import asyncio
from collections import deque

_EVERY = 0.25
_KEPT = 20  # samples, so five seconds


class LoopLag:
    """`worst` is the longest delay, in seconds, of the last five seconds."""

    def __init__(self) -> None:
        self._samples: deque[float] = deque([0.0], maxlen=_KEPT)

    @property
    def worst(self) -> float:
        return max(self._samples)

    async def watch(self) -> None:
        """Runs until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY
            await asyncio.sleep(_EVERY)
            self._samples.append(max(0.0, loop.time() - due))
