"""Observes the whole stack and remembers it: gets every check's result, and looks at the rest every few seconds.

It writes every `write_every` seconds, and at once after a change. A failed write is logged once, counted and tried
again; nothing else of the exporter suffers from it.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Final

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack.http_shapes import ReportedIncidents
from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.exporter.history import past_incident, subject_status, tally, watch
from probes.exporter.history.archive import Archive
from probes.exporter.history.metrics import HistoryMetrics
from probes.exporter.history.past_incident import PastIncident
from probes.exporter.history.pending import Transition
from probes.exporter.history.subject_status import WHOLE, SubjectStatus
from probes.exporter.history.watch import Moment, WatchedSubject
from probes.exporter.status.stack_snapshot import StackObserver, StackSnapshot
from probes.outcome import CheckResult, CheckStatus

_LOOK_EVERY: Final = 5.0
_MISSED_LOOKS: Final = 3  # after a gap this many looks long, the time in it counts as not observed
_RETRY: Final = 5.0
_INCIDENTS_KNOWN: Final = 1000
_OTHERS: Final = ("program:", "circuit:")


class Recorder:
    """Satisfies the scheduler's `ResultListener`."""

    def __init__(
        self,
        archive: Archive,
        observer: StackObserver,
        checks: Iterable[str],
        *,
        clock: Clock,
        metrics: HistoryMetrics,
        log: Logger,
        write_every: float,
    ) -> None:
        self._archive = archive
        self._observer = observer
        self._checks = tuple(checks)
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._write_every = write_every
        self._look_every = min(_LOOK_EVERY, write_every)
        self._longest_gap_ms = round(max(_LOOK_EVERY, self._look_every) * _MISSED_LOOKS * 1000)
        self._watched: dict[str, WatchedSubject] = {}
        self._results: dict[str, SubjectStatus] = {}  # of the checks, by their plain names
        self._before: dict[str, SubjectStatus] = {}  # the latest status of each subject
        self._incidents = dict[tuple[int, int], PastIncident]()
        self._urgent = asyncio.Event()
        self._failing = False

    def subjects(self) -> tuple[str, ...]:
        """The current ones: the whole, the checks in the catalogue's order, programs, circuits."""
        others = (name for kind in _OTHERS for name in self._watched if name.startswith(kind))
        return WHOLE, *(f"check:{name}" for name in self._checks), *others

    async def begin(self) -> None:
        """Continues from where the last run ended. Raises ConfigError for a history.db that a newer Ignis wrote."""
        try:
            known = await self._archive.open()
        except StoreError as error:
            self._on_write_failure(error)
            return
        self._before.update(known.statuses)
        self._incidents.update(known.incidents)

    def on_result(self, check: str, result: CheckResult) -> None:
        now, found = watch.now(self._clock), subject_status.of_check(result)
        self._results[check] = found
        self._record(f"check:{check}", found, now)
        if result.latency_s is not None:
            self._archive.pending.add(tally.slot_of(now.wall_ms), f"check:{check}", tally.answer(result.latency_s))
        self._record_whole(now)

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_looking())
            tasks.create_task(self._keep_writing())

    async def close(self) -> None:
        """Writes once more. Nothing may run after it."""
        try:
            await self._write()
        finally:
            await self._archive.close()

    async def look(self) -> None:
        """At all subjects; the checks' latest results still hold."""
        snapshot = await self._observer.look(self._look_every / 2)
        now = watch.now(self._clock)
        for name, found in list(self._results.items()):
            self._record(f"check:{name}", found, now)
        self._record_whole(now)
        others = _others(snapshot)
        for subject, found in others.items():
            self._record(subject, found, now)
        for subject in [one for one in self._watched if one.startswith(_OTHERS) and one not in others]:
            self._count_time(subject, now)  # its status was known until now, and is unknown from here on
            del self._watched[subject]
        if snapshot.incidents is not None:
            self._record_incidents(snapshot.incidents, now)

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

    def _record_whole(self, now: Moment) -> None:
        if (found := subject_status.of_whole(self._results)) is not None:
            self._record(WHOLE, found, now)

    def _record(self, subject: str, found: SubjectStatus, now: Moment) -> None:
        self._count_time(subject, now)
        self._watched[subject] = WatchedSubject(found, now)
        if subject_status.is_transition(self._before.get(subject), found):
            self._archive.pending.transitions.append(Transition(subject, now.wall_ms, found))
            self._urgent.set()
        self._before[subject] = found

    def _count_time(self, subject: str, now: Moment) -> None:
        """Counts the time since the subject was last seen."""
        for slot, observed in watch.since(self._watched.get(subject), now, self._longest_gap_ms):
            self._archive.pending.add(slot, subject, observed)

    def _record_incidents(self, reported: ReportedIncidents, now: Moment) -> None:
        listed = past_incident.past_incidents(reported)
        for one in past_incident.changed(self._incidents, listed, now.wall_ms):
            self._count_outage(one)
            self._incidents[one.key] = self._archive.pending.incidents[one.key] = one
            self._urgent.set()
        for key in sorted(self._incidents)[:-_INCIDENTS_KNOWN]:
            del self._incidents[key]

    def _count_outage(self, incident: PastIncident) -> None:
        """Nobody observed it, because the exporter was down too: it is failing where nothing else was counted."""
        before = self._incidents.get(incident.key)
        if incident.outage is None or (before is not None and before.outage is not None):
            return
        for slot, part in tally.by_slot(*incident.outage):
            self._archive.pending.add(slot, WHOLE, tally.time_in(CheckStatus.FAILING, part))

    async def _write(self) -> None:
        if not self._archive.pending:
            return
        try:
            await self._archive.write()
        except StoreError as error:
            self._on_write_failure(error)
            return
        if self._failing:
            self._failing = False
            self._log.info("the history is written again")

    def _on_write_failure(self, error: StoreError) -> None:
        self._metrics.failures.inc()
        if not self._failing:
            self._log.error(f"the history cannot be written: {error}; kept in memory meanwhile, and tried again")
        self._failing = True


def _others(snapshot: StackSnapshot) -> dict[str, SubjectStatus]:
    """The programs and the circuits, as far as the snapshot knows them."""
    holds = {hold.program: f"{hold.reason}, until {hold.until:%H:%M:%S} UTC" for hold in snapshot.holds}
    found: dict[str, SubjectStatus] = {}
    for program in snapshot.programs or ():
        if (seen := subject_status.of_program(program, holds.get(program.name))) is not None:
            found[f"program:{program.name}"] = seen
    for circuit in snapshot.circuits or ():
        found[f"circuit:{circuit.name}"] = subject_status.of_circuit(circuit)
    return found
