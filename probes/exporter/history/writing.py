"""Writes a batch of observations to history.db inside the caller's transaction: all of it or nothing.

So a kill leaves no half batch behind, and a batch that failed is simply written again.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from probes.exporter.history import limits
from probes.exporter.history.pending import Pending, Transition
from probes.exporter.history.tally import GRAINS, SLOT_MS, SLOTS, Grain, Tally

FIGURES: Final = "ok, degraded, failing, answers, latency_sum, latency_max"


def write(db: sqlite3.Connection, batch: Pending) -> list[str]:
    """Return the subjects for which there is no room. Nothing of them is kept."""
    numbers, refused = _numbers(db, batch)
    tallies = {(slot, numbers[name]): tally for (slot, name), tally in batch.tallies.items() if name in numbers}
    _write_tallies(db, tallies)
    _write_transitions(db, [(numbers[one.subject], one) for one in batch.transitions if one.subject in numbers])
    _write_incidents(db, batch)
    return refused


def subjects(db: sqlite3.Connection) -> dict[str, int]:
    """The number of every known subject."""
    return dict(db.execute("SELECT name, id FROM subjects"))


def _numbers(db: sqlite3.Connection, batch: Pending) -> tuple[dict[str, int], list[str]]:
    known = subjects(db)
    named = dict.fromkeys([*(name for _, name in batch.tallies), *(one.subject for one in batch.transitions)])
    new = [name for name in named if name not in known]
    room = max(0, limits.SUBJECTS - len(known))
    db.executemany("INSERT INTO subjects (name) VALUES (?)", [(name,) for name in new[:room]])
    return (subjects(db) if new[:room] else known), new[room:]


def _write_tallies(db: sqlite3.Connection, more: Mapping[tuple[int, int], Tally]) -> None:
    """Adds `more` (by slot and subject) to the slots, and the part that fitted there to the sums."""
    fitting: dict[tuple[int, int], Tally] = {}
    for slot, added in _by_step(more).items():
        known = _row(db, SLOTS, slot)
        for subject, tally in added.items():
            fitting[slot, subject] = tally.within(SLOT_MS - known.get(subject, Tally()).observed)
    for grain in GRAINS:
        sums: defaultdict[tuple[int, int], Tally] = defaultdict(Tally)
        for (slot, subject), tally in fitting.items():
            sums[slot // grain.slots, subject] = sums[slot // grain.slots, subject].plus(tally)
        for step, added in _by_step(sums).items():
            _add(db, grain, step, added)


def _by_step(tallies: Mapping[tuple[int, int], Tally]) -> dict[int, dict[int, Tally]]:
    """In the order of the table, so that it grows at its end."""
    found: dict[int, dict[int, Tally]] = {}
    for (step, subject), tally in sorted(tallies.items()):
        found.setdefault(step, {})[subject] = tally
    return found


def _row(db: sqlite3.Connection, grain: Grain, step: int) -> dict[int, Tally]:
    """What is known of a step, by subject."""
    query = f"SELECT subject, {FIGURES} FROM {grain.table} WHERE step = ?"  # noqa: S608  our own words
    return {subject: Tally(*figures) for subject, *figures in db.execute(query, (step,))}


def _add(db: sqlite3.Connection, grain: Grain, step: int, added: Mapping[int, Tally]) -> None:
    known = _row(db, grain, step)
    db.executemany(
        f"INSERT OR REPLACE INTO {grain.table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  our own words
        [(step, subject, *known.get(subject, Tally()).plus(tally)) for subject, tally in added.items()],
    )


def _write_transitions(db: sqlite3.Connection, transitions: list[tuple[int, Transition]]) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO transitions VALUES (?, ?, ?, ?, ?)",
        [
            (
                subject,
                one.at,
                one.found.status,
                limits.cut(one.found.reason, limits.WORD_BYTES),
                limits.cut(one.found.detail),
            )
            for subject, one in transitions
        ],
    )
    for subject in {subject for subject, _ in transitions}:
        db.execute(
            "DELETE FROM transitions WHERE subject = :subject AND at <= "
            "(SELECT at FROM transitions WHERE subject = :subject ORDER BY at DESC LIMIT 1 OFFSET :most)",
            {"subject": subject, "most": limits.TRANSITIONS},
        )


def _write_incidents(db: sqlite3.Connection, batch: Pending) -> None:
    if not batch.incidents:
        return
    db.executemany("INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?, ?, ?, ?)", list(batch.incidents.values()))
    db.execute(
        "DELETE FROM incidents WHERE (opened_at, number) IN "
        "(SELECT opened_at, number FROM incidents ORDER BY opened_at DESC, number DESC LIMIT -1 OFFSET ?)",
        (limits.INCIDENTS,),
    )
