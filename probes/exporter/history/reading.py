"""Reads a window of history.db, with a connection of its own: a long read never delays the recorder's writes.

SQLite adds up the sums, and no other thread has to wait meanwhile.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from probes.database import store_error
from probes.exporter.history.past_incident import PastIncident
from probes.exporter.history.pending import Transition
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import Tally
from probes.exporter.history.window import Frame
from probes.exporter.history.writing import FIGURES, subjects
from probes.outcome import CheckStatus

MOST: Final = 500  # transitions, and incidents
_SUMS: Final = "sum(ok), sum(degraded), sum(failing), sum(answers), sum(latency_sum), max(latency_max)"


class HistoryRows(NamedTuple):
    """Tallies by subject and step of the frame; transitions and incidents newest first."""

    tallies: dict[str, dict[int, Tally]]
    transitions: list[Transition]
    incidents: list[PastIncident]


class LastRows(NamedTuple):
    """What a new run of the exporter has to know about the last run."""

    statuses: dict[str, SubjectStatus]
    incidents: dict[tuple[int, int], PastIncident]


def read(path: Path, frame: Frame, wanted: frozenset[str] | None, busy_timeout_s: float) -> HistoryRows:
    """What happened in the frame to the subjects `wanted`, or to all for None. Raises StoreError. Blocks."""
    if not path.exists():  # nothing could be written yet
        return HistoryRows({}, [], [])
    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=busy_timeout_s, isolation_level=None)) as db:
            db.execute("BEGIN")
            names = {number: name for name, number in subjects(db).items() if wanted is None or name in wanted}
            return HistoryRows(_tallies(db, frame, names), _transitions(db, frame, names), _incidents(db, frame))
    except sqlite3.Error as error:
        raise store_error(path, error) from None


def last(db: sqlite3.Connection) -> LastRows:
    """Inside the caller's transaction."""
    statuses: dict[str, SubjectStatus] = {}
    for name, number in subjects(db).items():
        query = "SELECT status, reason, detail FROM transitions WHERE subject = ? ORDER BY at DESC LIMIT 1"
        for status, reason, detail in db.execute(query, (number,)):
            statuses[name] = SubjectStatus(CheckStatus(status), reason, detail)
    recent = "SELECT * FROM incidents WHERE resolved_at IS NULL OR opened_at >= (SELECT min(opened_at) FROM "
    recent += "(SELECT opened_at FROM incidents ORDER BY opened_at DESC LIMIT ?))"
    incidents = (PastIncident(*row) for row in db.execute(recent, (MOST,)))
    return LastRows(statuses, {one.key: one for one in incidents})


def _tallies(db: sqlite3.Connection, frame: Frame, names: dict[int, str]) -> dict[str, dict[int, Tally]]:
    grain = frame.window.grain
    per_step = frame.window.step_ms // grain.ms
    where = f"step >= {frame.first * per_step} AND step < {(frame.last + 1) * per_step} AND subject IN {_among(names)}"
    query = f"SELECT step, subject, {FIGURES} FROM {grain.table} WHERE {where}"  # noqa: S608  numbers
    if per_step > 1:
        query = f"SELECT step / {per_step}, subject, {_SUMS} FROM {grain.table} WHERE {where} GROUP BY 1, 2"  # noqa: S608
    found: defaultdict[str, dict[int, Tally]] = defaultdict(dict)
    for step, subject, *figures in db.execute(query):
        found[names[subject]][step] = Tally(*figures)
    return found


def _transitions(db: sqlite3.Connection, frame: Frame, names: dict[int, str]) -> list[Transition]:
    rows = db.execute(
        "SELECT subject, at, status, reason, detail FROM transitions "  # noqa: S608  numbers
        f"WHERE at >= ? AND at <= ? AND subject IN {_among(names)} ORDER BY at DESC LIMIT ?",
        (frame.from_ms, frame.now_ms, MOST),
    )
    return [
        Transition(names[subject], at, SubjectStatus(CheckStatus(status), *words))
        for subject, at, status, *words in rows
    ]


def _among(numbers: Iterable[int]) -> str:
    return f"({', '.join(map(str, numbers))})"


def _incidents(db: sqlite3.Connection, frame: Frame) -> list[PastIncident]:
    rows = db.execute(
        "SELECT * FROM incidents WHERE opened_at <= ? AND (resolved_at IS NULL OR resolved_at >= ?) "
        "ORDER BY opened_at DESC, number DESC LIMIT ?",
        (frame.now_ms, frame.from_ms, MOST),
    )
    return [PastIncident(*row) for row in rows]
