"""Runs recoveries: each alone and bounded in time, at the health round, on a trigger or by hand; remembers reports."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ignis.repair.recovery import NOTHING, Freed, NotMended, Recovery, Report
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger

LONGEST: Final = 60.0
REST: Final = 5.0
LONGEST_REST: Final = 300.0
BY_HAND: Final = "asked for"
ROUND: Final = "health round"


class UnknownRecovery(Exception):  # noqa: N818  the asker is wrong, not the bot
    """Its text is one line that names the recoveries there are."""


class RepairOutcome(StrEnum):
    """The label of a metric; bounded."""

    NOTHING = "nothing"  # nothing was broken
    MENDED = "mended"
    FAILED = "failed"


@dataclass(frozen=True)
class RepairRecord:
    """One run. `why` it was begun; `error` is None when it went as it should."""

    name: str
    why: str
    at: datetime
    took_s: float
    found: str
    did: str
    freed: Freed | None = None
    error: str | None = None

    @property
    def outcome(self) -> RepairOutcome:
        if self.error is not None:
            return RepairOutcome.FAILED
        return RepairOutcome.NOTHING if self.did == NOTHING else RepairOutcome.MENDED


class Repairs:
    """Close it (`aclose`) before what the recoveries work on."""

    def __init__(
        self,
        recoveries: Iterable[Recovery],
        clock: Clock,
        log: Logger,
        observe: Callable[[RepairRecord], None],
        *,
        longest: float = LONGEST,
        rest: float = REST,
    ) -> None:
        """`observe` is told every run. `longest` and `rest` in seconds: see `run` and `trigger`."""
        self._recoveries = {recovery.name: recovery for recovery in recoveries}
        self._clock = clock
        self._log = log
        self._observe = observe
        self._longest = longest
        self._rest = rest
        self._running: dict[str, asyncio.Task[RepairRecord]] = {}
        self._rested: dict[str, float] = {}
        self._failures: Counter[str] = Counter()
        self._last: dict[str, RepairRecord] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._recoveries))

    @property
    def last(self) -> tuple[RepairRecord, ...]:
        """The newest run of each recovery, newest first."""
        return tuple(sorted(self._last.values(), key=lambda record: record.at, reverse=True))

    async def run(self, name: str, why: str = BY_HAND) -> RepairRecord:
        """Runs one recovery now and returns what it reported; a failing one is a record with an error.

        It is given up after `longest` seconds. Whoever asks while it runs gets the report of that run, and a run goes
        on when whoever asked is cancelled. Raises UnknownRecovery.
        """
        return await asyncio.shield(self._started(name, why))

    def trigger(self, name: str, why: str) -> None:
        """Has a recovery run soon, because of `why`: one line.

        Does nothing while it runs and for `rest` seconds afterwards, health rounds aside, twice as long after each
        failure in a row: what is still broken then will be noticed again. Raises UnknownRecovery.
        """
        if self._clock.monotonic() >= self._rested.get(name, -math.inf):
            self._started(name, why)

    async def rounds(self, every: float) -> None:
        """Runs all recoveries, in the order they were given, every so many seconds. Never returns."""
        while True:
            await asyncio.sleep(every)
            for name in self._recoveries:
                await self.run(name, ROUND)

    async def aclose(self) -> None:
        """Cuts off what runs."""
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _started(self, name: str, why: str) -> asyncio.Task[RepairRecord]:
        if name not in self._recoveries:
            raise UnknownRecovery(f"no recovery is called {name!r}; there are {', '.join(self.names) or 'none'}")
        if name not in self._running:
            task = asyncio.create_task(self._run(self._recoveries[name], why), name=f"recovery {name}")
            self._running[name] = task
            task.add_done_callback(lambda _: self._running.pop(name))
        return self._running[name]

    async def _run(self, recovery: Recovery, why: str) -> RepairRecord:
        at, begun = self._clock.now(), self._clock.monotonic()
        report, error = await self._outcome(recovery)
        ended = self._clock.monotonic()
        record = RepairRecord(recovery.name, why, at, ended - begun, report.found, report.did, report.freed, error)
        self._last[record.name] = record
        self._failures[record.name] = self._failures[record.name] + 1 if error else 0
        if why != ROUND:  # what breaks right after a round shall not wait
            self._rested[record.name] = ended + min(LONGEST_REST, self._rest * 2 ** self._failures[record.name])
        self._observe(record)
        self._say(record)
        return record

    async def _outcome(self, recovery: Recovery) -> tuple[Report, str | None]:
        limit = asyncio.timeout(self._longest)
        try:
            async with limit:
                return await recovery.run(), None
        except NotMended as why:
            return Report("unknown", "gave up"), str(why)
        except Exception as error:  # noqa: BLE001  whatever breaks in a recovery must not break the bot it repairs
            late = f"took longer than {self._longest:g} s" if limit.expired() else f"{type(error).__name__}: {error}"
            return Report("unknown", "gave up"), late

    def _say(self, record: RepairRecord) -> None:
        """A round that finds nothing is no news."""
        say = self._log.debug if (record.outcome, record.why) == (RepairOutcome.NOTHING, ROUND) else self._log.info
        say = self._log.error if record.outcome is RepairOutcome.FAILED else say
        freed = {"freed_bytes": record.freed.bytes, "freed_objects": record.freed.objects} if record.freed else {}
        say(
            "recovery",
            recovery=record.name,
            why=record.why,
            found=record.found,
            did=record.did,
            took_s=round(record.took_s, 3),
            error=record.error,
            **freed,
        )
