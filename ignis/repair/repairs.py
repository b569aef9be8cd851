"""Runs recoveries: one at a time, each bounded in time, and remembers what they reported."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ignis.repair.recovery import Recovery, Report
from ignis.runtime.clock import Clock
from ignis.runtime.logs import Logger

LONGEST = 60.0


class UnknownRecovery(Exception):  # noqa: N818  the asker is wrong, not the bot
    """Its text is one line that names the recoveries there are."""


@dataclass(frozen=True)
class Record:
    """One run. `error` is None when it went as it should."""

    name: str
    at: datetime
    took_s: float
    found: str
    did: str
    error: str | None = None


class Repairs:
    def __init__(self, recoveries: Iterable[Recovery], clock: Clock, log: Logger, *, longest: float = LONGEST) -> None:
        self._recoveries = {recovery.name: recovery for recovery in recoveries}
        self._clock = clock
        self._log = log
        self._longest = longest
        self._turn = asyncio.Lock()
        self._last: dict[str, Record] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._recoveries))

    @property
    def last(self) -> tuple[Record, ...]:
        """The newest run of each recovery, newest first."""
        return tuple(sorted(self._last.values(), key=lambda record: record.at, reverse=True))

    async def run(self, name: str) -> Record:
        """Runs one recovery now and returns what it reported; a failing one is a record with an error."""
        if name not in self._recoveries:
            raise UnknownRecovery(f"no recovery is called {name!r}; there are {', '.join(self.names) or 'none'}")
        async with self._turn:
            at, begun = self._clock.now(), self._clock.monotonic()
            report, error = await self._outcome(self._recoveries[name])
            record = Record(name, at, self._clock.monotonic() - begun, report.found, report.did, error)
        self._last[name] = record
        say = self._log.info if error is None else self._log.error
        say("recovery", recovery=name, found=record.found, did=record.did, took_s=round(record.took_s, 3), error=error)
        return record

    async def _outcome(self, recovery: Recovery) -> tuple[Report, str | None]:
        try:
            async with asyncio.timeout(self._longest):
                return await recovery.run(), None
        except TimeoutError:
            return Report("unknown", "gave up"), f"took longer than {self._longest:g} s"
        except Exception as error:  # noqa: BLE001  whatever breaks in a recovery must not break the bot it repairs
            return Report("unknown", "gave up"), f"{type(error).__name__}: {error}"
