"""Time that passes when a test says so, for whoever takes a clock and a sleep."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class TurnedClock:
    """`turn` wakes sleepers one by one, each at its own moment; `step` moves the calendar alone."""

    def __init__(self) -> None:
        self._monotonic = 1000.0
        self._calendar = T0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._numbers = count()

    def now(self) -> datetime:
        return self._calendar

    def monotonic(self) -> float:
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        wake = asyncio.Event()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._numbers), wake))
        await wake.wait()

    def step(self, seconds: float) -> None:
        self._calendar += timedelta(seconds=seconds)

    async def turn(self, seconds: float) -> None:
        until = self._monotonic + seconds
        await run_ready_tasks()
        while self._sleepers and self._sleepers[0][0] <= until:
            moment, _, wake = heapq.heappop(self._sleepers)
            self._pass(max(0.0, moment - self._monotonic))
            wake.set()
            await run_ready_tasks()
        self._pass(until - self._monotonic)
        await run_ready_tasks()

    def _pass(self, seconds: float) -> None:
        self._monotonic += seconds
        self._calendar += timedelta(seconds=seconds)


async def run_ready_tasks() -> None:
    """Lets everything that can run without waiting do so."""
    for _ in range(10):
        await asyncio.sleep(0)
