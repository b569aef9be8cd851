"""Watches everything there is and remembers it: told of every check's result, looks at the rest every few seconds.

Written every `write_every` seconds, and at once when something changed. What goes wrong with that is said once, counted
and tried again; nobody else notices.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Final

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.exporter.history import finding, incident, tally, watch
from probes.exporter.history.archive import Archive
from probes.exporter.history.finding import WHOLE, SubjectStatus
from probes.exporter.history.incident import PastIncident
from probes.exporter.history.metrics import HistoryMetrics
from probes.exporter.history.pending import Transition
from probes.exporter.history.watch import Moment, WatchedSubject
from probes.exporter.status.stack_snapshot import StackObserver, StackSnapshot
from probes.outcome import CheckResult

_LOOK_EVERY: Final = 5.0
_MISSED_LOOKS: Final = 3  # so many looks' time without one: nobody was looking
_RETRY: Final = 5.0
_INCIDENTS_KNOWN: Final = 1000
_OTHERS: Final = ("program:", "circuit:")


class Recorder:
    def __init__(
        self,
        archive: Archive,
        surveyor: StackObserver,
        checks: Iterable[str],
        *,
        clock: Clock,
        metrics: HistoryMetrics,
        log: Logger,
        write_every: float,
    ) -> None:
        self._archive = archive
        self._surveyor = surveyor
        self._checks = tuple(checks)
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._write_every = write_every
        self._look_every = min(_LOOK_EVERY, write_every)
        self._longest_gap_ms = round(max(_LOOK_EVERY, self._look_every) * _MISSED_LOOKS * 1000)
        self._watched: dict[str, WatchedSubject] = {}
        self._findings: dict[str, SubjectStatus] = {}  # of the checks, by their plain names
        self._before: dict[str, SubjectStatus] = {}  # the last of each subject that was worth a transition
        self._incidents = dict[tuple[int, int], PastIncident]()
        self._urgent = asyncio.Event()
        self._failing = False

    def subjects(self) -> tuple[str, ...]:
        """Those that are there now: the whole, the checks in the catalogue's order, programs, circuits."""
        others = (name for kind in _OTHERS for name in self._watched if name.startswith(kind))
        return WHOLE, *(f"check:{name}" for name in self._checks), *others

    async def begin(self) -> None:
        """Takes up where the last run ended. Raises ConfigError for a history.db that a newer Ignis wrote."""
        try:
            known = await self._archive.open()
        except StoreError as error:
            self._cannot_write(error)
            return
        self._before.update(known.findings)
        self._incidents.update(known.incidents)

    def checked(self, name: str, result: CheckResult) -> None:
        """A check has run."""
        now, found = watch.now(self._clock), finding.of_check(result)
        self._findings[name] = found
        self._see(f"check:{name}", found, now)
        if result.latency_s is not None:
            self._archive.pending.add(tally.slot_of(now.wall_ms), f"check:{name}", tally.answer(result.latency_s))
        self._see_whole(now)

    async def run(self) -> None:
        """Goes on until it is cancelled, and then writes once more."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_looking())
                tasks.create_task(self._keep_writing())
        finally:
            await self._write()
            await self._archive.close()

    async def look(self) -> None:
        """At everything; what the checks found last still holds."""
        survey = await self._surveyor.look(self._look_every / 2)
        now = watch.now(self._clock)
        for name, found in list(self._findings.items()):
            self._see(f"check:{name}", found, now)
        self._see_whole(now)
        others = _others(survey)
        for subject, seen in others.items():
            self._see(subject, seen, now)
        for subject in [one for one in self._watched if one.startswith(_OTHERS) and one not in others]:
            self._observe(subject, now)  # what it was holds until now; from here on nobody can tell
            del self._watched[subject]
        self._note_incidents(survey, now)

    async def _keep_looking(self) -> None:
        while True:
            await self.look()
            await tick(self._look_every)

    async def _keep_writing(self) -> None:
        while True:
            if self._failing:
                await asyncio.sleep(_RETRY)
            else:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._write_every):
                        await self._urgent.wait()
            self._urgent.clear()
            await self._write()

    def _see_whole(self, now: Moment) -> None:
        if (found := finding.of_whole(self._findings)) is not None:
            self._see(WHOLE, found, now)

    def _see(self, subject: str, found: SubjectStatus, now: Moment) -> None:
        self._observe(subject, now)
        self._watched[subject] = WatchedSubject(found, now)
        if finding.is_news(self._before.get(subject), found):
            self._archive.pending.transitions.append(Transition(subject, now.wall_ms, found))
            self._urgent.set()
        self._before[subject] = found

    def _observe(self, subject: str, now: Moment) -> None:
        """Counts the time since the subject was last seen."""
        for slot, observed in watch.since(self._watched.get(subject), now, self._longest_gap_ms):
            self._archive.pending.add(slot, subject, observed)

    def _note_incidents(self, survey: StackSnapshot, now: Moment) -> None:
        told = None if survey.incidents is None else incident.told(survey.incidents)
        if told is None:
            return
        for one in incident.news(self._incidents, told, now.wall_ms):
            self._incidents[one.key] = self._archive.pending.incidents[one.key] = one
            self._urgent.set()
        for key in sorted(self._incidents)[:-_INCIDENTS_KNOWN]:
            del self._incidents[key]

    async def _write(self) -> None:
        if not self._archive.pending:
            return
        try:
            await self._archive.write()
        except StoreError as error:
            self._cannot_write(error)
            return
        if self._failing:
            self._failing = False
            self._log.info("the history is written again")

    def _cannot_write(self, error: StoreError) -> None:
        self._metrics.failures.inc()
        if not self._failing:
            self._log.error(f"the history cannot be written: {error}; kept in memory meanwhile, and tried again")
        self._failing = True


def _others(survey: StackSnapshot) -> dict[str, SubjectStatus]:
    """The programs and the circuits, as far as anybody could tell."""
    holds = {hold.program: f"{hold.reason}, until {hold.until:%H:%M:%S} UTC" for hold in survey.holds}
    found: dict[str, SubjectStatus] = {}
    for program in survey.programs or ():
        if (seen := finding.of_program(program, holds.get(program.name))) is not None:
            found[f"program:{program.name}"] = seen
    for circuit in survey.circuits or ():
        found[f"circuit:{circuit.name}"] = finding.of_circuit(circuit)
    return found
