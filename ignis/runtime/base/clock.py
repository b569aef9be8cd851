"""Time as an argument."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The calendar's time, in UTC. It may be stepped: never subtract two of these to measure a span."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment; only differences mean anything, and they are never stepped."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
