"""Runs recoveries at the health round, on a trigger or by hand: one run of each at a time, and bounded in time."""

import asyncio
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from ignis.domain.health.repair_facts import RepairFact, RepairFinding, RepairFindings, in_a_line
from ignis.repair.recovery import NOTHING, Freed, NotRepaired, Recovery, Report
from ignis.runtime.base.clock import Clock
from ignis.runtime.resilience.backoff import Backoff
from ignis.runtime.telemetry.logs import Logger

LONGEST: Final = 60.0
"""Seconds after which a run is given up."""
REST: Final = Backoff(first=5.0, longest=300.0, jitter=0)
"""Seconds after a run in which triggers are ignored: 5, then 10, 20, 40 … 300 after failures in a row."""
BY_HAND: Final = "asked for"
ROUND: Final = "health round"
_GAVE_UP: Final = Report((RepairFinding.of(RepairFact.UNKNOWN),), (RepairFinding.of(RepairFact.GAVE_UP),))


class UnknownRecovery(Exception):  # noqa: N818  the caller is wrong, not the bot
    """No recovery has this name. The text is one line that lists the names."""


class RepairOutcome(StrEnum):
    """A metric's label; bounded."""

    NOTHING = "nothing"  # nothing was broken
    REPAIRED = "repaired"
    FAILED = "failed"


@dataclass(frozen=True)
class RepairRecord:
    """One run of a recovery. `why` says what started it; `error` is None if it succeeded."""

    name: str
    why: str
    at: datetime
    took_s: float
    found: RepairFindings
    did: RepairFindings
    freed: Freed | None = None
    error: str | None = None
    failures: int = 0
    """In a row, with this one."""

    @property
    def outcome(self) -> RepairOutcome:
        if self.error is not None:
            return RepairOutcome.FAILED
        return RepairOutcome.NOTHING if self.did == NOTHING else RepairOutcome.REPAIRED


class RepairObserver(Protocol):
    def recovered(self, record: RepairRecord) -> None:
        """Called after every run."""
        ...


class Repairs:
    """Close it (`aclose`) before closing what the recoveries work on.

    Example:
        repairs = Repairs([ReopenDatabase(database)], clock, log, metrics)
        repairs.trigger("reopen-database", "a query failed")  # returns at once
        record = await repairs.run("reopen-database")         # waits for the report
    """

    def __init__(
        self,
        recoveries: Iterable[Recovery],
        clock: Clock,
        log: Logger,
        observer: RepairObserver,
        *,
        longest: float = LONGEST,
        rest: Backoff = REST,
    ) -> None:
        """`longest` in seconds: see `run`. `rest`: see `trigger`."""
        self._recoveries = {recovery.name: recovery for recovery in recoveries}
        self._clock = clock
        self._log = log
        self._observer = observer
        self._longest = longest
        self._rest = rest
        self._running: dict[str, asyncio.Task[RepairRecord]] = {}
        self._rests_until: dict[str, float] = {}
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
        """Runs one recovery now and returns its record; the record of a failed run has an `error`.

        A run is given up after `longest` seconds. While the recovery runs, further callers get the record of that run.
        The run continues if a caller is cancelled. Raises UnknownRecovery.
        """
        return await asyncio.shield(self._start(name, why))

    def trigger(self, name: str, why: str) -> None:
        """Starts a recovery without waiting for it. `why` is one line.

        Does nothing while the recovery runs and while it rests afterwards (`rest`; twice as long after each failure in
        a row). Health rounds do not count as runs here. What is still broken later will be noticed again.
        Raises UnknownRecovery.
        """
        if self._clock.monotonic() >= self._rests_until.get(name, -math.inf):
            self._start(name, why)

    async def make_round(self) -> None:
        """Runs all recoveries, in the order they were given."""
        for name in self._recoveries:
            await self.run(name, ROUND)

    async def aclose(self) -> None:
        """Cancels what runs."""
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _start(self, name: str, why: str) -> asyncio.Task[RepairRecord]:
        if name not in self._recoveries:
            raise UnknownRecovery(f"no recovery is called {name!r}; there are {', '.join(self.names) or 'none'}")
        if name not in self._running:
            task = asyncio.create_task(self._run(self._recoveries[name], why), name=f"recovery {name}")
            self._running[name] = task
            task.add_done_callback(lambda _: self._running.pop(name))
        return self._running[name]

    async def _run(self, recovery: Recovery, why: str) -> RepairRecord:
        at, begun = self._clock.now(), self._clock.monotonic()
        report, error = await self._attempt(recovery)
        ended = self._clock.monotonic()
        failures = self._failures[recovery.name] = self._failures[recovery.name] + 1 if error else 0
        record = RepairRecord(
            recovery.name, why, at, ended - begun, report.found, report.did, report.freed, error, failures
        )
        self._last[record.name] = record
        if why != ROUND:  # what breaks right after a round must not wait
            self._rests_until[record.name] = ended + self._rest.delay(failures + 1, roll=0.5)
        self._observer.recovered(record)
        self._log_run(record)
        return record

    async def _attempt(self, recovery: Recovery) -> tuple[Report, str | None]:
        limit = asyncio.timeout(self._longest)
        try:
            async with limit:
                return await recovery.run(), None
        except NotRepaired as why:
            return _GAVE_UP, str(why)
        except Exception as error:  # noqa: BLE001  a broken recovery must not break the bot it repairs
            late = f"took longer than {self._longest:g} s" if limit.expired() else f"{type(error).__name__}: {error}"
            return _GAVE_UP, late

    def _log_run(self, record: RepairRecord) -> None:
        """A health round that finds nothing is logged at debug level only."""
        write = self._log.debug if (record.outcome, record.why) == (RepairOutcome.NOTHING, ROUND) else self._log.info
        write = self._log.error if record.outcome is RepairOutcome.FAILED else write
        freed = {"freed_bytes": record.freed.bytes, "freed_objects": record.freed.objects} if record.freed else {}
        write(
            "recovery",
            recovery=record.name,
            why=record.why,
            found=in_a_line(record.found),
            did=in_a_line(record.did),
            took_s=round(record.took_s, 3),
            error=record.error,
            **freed,
        )


@dataclass(frozen=True)
class HealthRounds:
    """Makes a round every `every` seconds, while its `run` runs."""

    repairs: Repairs
    every: float

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            await self.repairs.make_round()
