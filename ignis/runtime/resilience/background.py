"""Work that goes on for as long as a program does: started again when it fails, and never silently gone.

A program ends only when it cannot go on. A part of it that fails is logged with its cause, counted, told by `/state`
and `/metrics`, and started again after a back-off. A cancellation that nobody asked for is such a failure, and so is a
return: background work never returns.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.backoff import UNTIL_IT_WORKS, Backoff
from ignis.runtime.telemetry.logs import Logger

WELL_AFTER: Final = 60.0
"""Seconds at work after which a failure is over: it is no longer reported, and the back-off begins anew."""


class Dice(Protocol):
    """`random.Random` is one."""

    def random(self) -> float: ...


class EvenDice:
    """For where no jitter is needed: one program, one file."""

    def random(self) -> float:
        return 0.5


class BackgroundWork(Protocol):
    """See `ignis.bot.gateway.heartbeat_watchdog.HeartbeatWatchdog` for one."""

    async def run(self) -> None:
        """Goes on until it is cancelled. Called again after it has failed: it takes up what it left."""
        ...


@dataclass(frozen=True)
class BackgroundView:
    """One piece of work. `failing`: it failed, and has not been at work for `WELL_AFTER` seconds since."""

    name: str
    failures: int
    failing: bool
    last_error: str | None
    failed_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        at = None if self.failed_at is None else self.failed_at.isoformat()
        return {
            "name": self.name,
            "failures": self.failures,
            "failing": self.failing,
            "last_error": self.last_error,
            "failed_at": at,
        }


class _Kept:
    """What is known of one piece of work."""

    def __init__(self) -> None:
        self.failures = 0
        self.in_a_row = 0
        self.last_error: str | None = None
        self.failed_at: datetime | None = None
        self.began: float | None = None
        """When it was last started, by the monotonic clock. None while it waits to be started again."""
        self.task: asyncio.Task[None] | None = None

    def failing(self, now: float, well_after: float) -> bool:
        return self.in_a_row > 0 and (self.began is None or now - self.began < well_after)


class Background:
    """All background work of one program. Names are bounded: they become labels.

    Example:
        async with background.running("heartbeat watchdog", watchdog):
            ...
    """

    def __init__(
        self,
        log: Logger,
        clock: Clock,
        random: Dice,
        *,
        backoff: Backoff = UNTIL_IT_WORKS,
        well_after: float = WELL_AFTER,
    ) -> None:
        """`random` jitters the delays of `backoff`. `well_after` is in seconds."""
        self._log = log
        self._clock = clock
        self._random = random
        self._backoff = backoff
        self._well_after = well_after
        self._kept: dict[str, _Kept] = {}

    @asynccontextmanager
    async def running(self, name: str, work: BackgroundWork) -> AsyncGenerator[None]:
        """Keeps `work` going while the context is open, and cancels it then."""
        if name in self._kept:
            raise ValueError(f"there is background work called {name!r} already")
        kept = self._kept[name] = _Kept()
        keeper = asyncio.create_task(self._keep(name, work, kept), name=f"keeper of {name}")
        try:
            yield
        finally:
            await _ended(keeper)
            del self._kept[name]

    def views(self) -> list[BackgroundView]:
        """All that runs at the moment, in the order in which it was begun. May be called from another thread."""
        now = self._clock.monotonic()
        return [
            BackgroundView(name, kept.failures, kept.failing(now, self._well_after), kept.last_error, kept.failed_at)
            for name, kept in list(self._kept.items())
        ]

    def tasks(self) -> dict[str, asyncio.Task[None] | None]:
        """What runs, by name; None while it waits to be started again. For tests that break it."""
        return {name: kept.task for name, kept in self._kept.items()}

    async def _keep(self, name: str, work: BackgroundWork, kept: _Kept) -> None:
        while True:
            kept.began = began = self._clock.monotonic()
            kept.task = asyncio.create_task(work.run(), name=name)
            try:
                await asyncio.wait({kept.task})
            finally:
                await _ended(kept.task)
            error = asyncio.CancelledError("nobody asked for it") if kept.task.cancelled() else kept.task.exception()
            if self._clock.monotonic() - began >= self._well_after:
                kept.in_a_row = 0
            kept.task = kept.began = None
            kept.failures += 1
            kept.in_a_row += 1
            kept.failed_at = self._clock.now()
            kept.last_error = _line(error)
            delay = self._backoff.delay(kept.in_a_row, self._random.random())
            self._log.error(
                "background work failed, and is started again",
                work=name,
                problem=kept.last_error,
                failures=kept.failures,
                again_in_s=round(delay, 1),
                exc_info=error,
            )
            await asyncio.sleep(delay)


def _line(error: BaseException | None) -> str:
    if error is None:
        return "it ended by itself"
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancels `task` until it has ended: Python 3.11's wait_for can lose a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=1.0)
