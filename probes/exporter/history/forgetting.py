"""Deletes what is too old, a little with every write, so no write takes long.

Small steps have a second use: a calendar that is years ahead for an hour must not cost years of history.
"""

import sqlite3
from typing import Final

from probes.exporter.history import limits
from probes.exporter.history.tally import DAY_MS, GRAINS, SLOT_MS, slot_of

AT_ONCE: Final = 12  # slots: an hour
_ROWS_AT_ONCE: Final = 200


def forget(db: sqlite3.Connection, now_ms: int, keep_days: int) -> None:
    """Inside the caller's transaction. A file above its size limit loses its oldest rows, however young they are."""
    # two queries: for both ends in one query, SQLite reads the whole table
    oldest, newest = (db.execute(f"SELECT {end}(step) FROM slots").fetchone()[0] for end in ("min", "max"))  # noqa: S608
    crowded = used_bytes(db) > limits.most_bytes(keep_days)
    limit = newest if crowded else slot_of(now_ms - keep_days * DAY_MS)
    if oldest is None or oldest >= limit:
        return
    first_kept_ms = min(oldest + AT_ONCE, limit) * SLOT_MS
    for grain in GRAINS:
        db.execute(f"DELETE FROM {grain.table} WHERE step < ?", (first_kept_ms // grain.ms,))  # noqa: S608  our own words
    for table, key, time in (("transitions", "subject, at", "at"), ("incidents", "opened_at, number", "opened_at")):
        db.execute(
            f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} < ? LIMIT ?)",  # noqa: S608  ours
            (first_kept_ms, _ROWS_AT_ONCE),
        )


def forget_subjects(db: sqlite3.Connection) -> None:
    """Subjects without any row left make room for others."""
    db.execute(
        "DELETE FROM subjects WHERE id NOT IN (SELECT subject FROM days) "
        "AND id NOT IN (SELECT subject FROM transitions)"
    )


def used_bytes(db: sqlite3.Connection) -> int:
    """The size of the file without its free pages, which the next rows will fill."""
    pages, free, size = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
