"""What is too old goes, a little with every write, so that no write is long.

Small steps have a second use: a calendar that is years ahead for an hour must not cost years of history.
"""

import sqlite3
from typing import Final

from probes.exporter.history import limits
from probes.exporter.history.tally import DAY_MS, SLOTS_A_DAY, slot_of

SLOTS_AT_ONCE: Final = 12
_DAYS_AT_ONCE: Final = 1
_ROWS_AT_ONCE: Final = 200


def forget(db: sqlite3.Connection, now_ms: int, keep_days: int) -> None:
    """Inside the caller's transaction. A file that is larger than it ever should be loses its oldest, however young."""
    limit_ms = now_ms - keep_days * DAY_MS
    crowded = used_bytes(db) > limits.most_bytes(keep_days)
    oldest, newest = db.execute("SELECT min(slot), max(slot) FROM slots").fetchone()
    limit = newest if crowded else slot_of(limit_ms)
    if oldest is None or oldest >= limit:
        return
    db.execute("DELETE FROM slots WHERE slot < ?", (min(oldest + SLOTS_AT_ONCE, limit),))
    oldest_day = db.execute("SELECT min(day) FROM days").fetchone()[0]
    if oldest_day is not None and oldest_day < limit // SLOTS_A_DAY:
        db.execute("DELETE FROM days WHERE day < ?", (oldest_day + _DAYS_AT_ONCE,))
    for table, key, time in (("transitions", "subject, at", "at"), ("incidents", "opened_at, number", "opened_at")):
        db.execute(
            f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} < ? LIMIT ?)",  # noqa: S608  ours
            (limit_ms, _ROWS_AT_ONCE),
        )


def forget_subjects(db: sqlite3.Connection) -> None:
    """Those of which nothing is left make room for others."""
    db.execute(
        "DELETE FROM subjects WHERE id NOT IN (SELECT subject FROM days) "
        "AND id NOT IN (SELECT subject FROM transitions) AND id NOT IN (SELECT subject FROM slots)"
    )


def used_bytes(db: sqlite3.Connection) -> int:
    """Of the file, but for the free pages, which the next rows will fill."""
    pages, free, size = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
