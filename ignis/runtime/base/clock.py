"""Time as an argument."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time. Production passes a SystemClock, tests a clock that they move by hand."""

    def now(self) -> datetime:
        """The calendar's time, in UTC. It may be stepped: never subtract two of these to measure a span."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment. Only differences mean anything. It is never stepped."""
        ...


class WaitableClock(Clock, Protocol):
    """A clock that can also be waited on."""

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The WaitableClock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
