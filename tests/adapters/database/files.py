"""Databases, backups and journals as files, for the tests of what works on files."""

import sqlite3
from contextlib import closing
from pathlib import Path

from ignis.adapters.database.journal import Journal, JournalEntry
from ignis.adapters.database.rebuild import SCHEMA, replay
from ignis.adapters.database.transaction import Statement
from ignis.runtime.base.sqlite_schema import migrate, migrations
from tests.support.fakes.turned_clock import T0

NEWEST = len(migrations(SCHEMA))
_WRITE = "INSERT INTO members (user_id, points, rank, created_at, updated_at) VALUES (?, 1, 'Aspirant', ?, ?)"


def entry(number: int) -> JournalEntry:
    """Write `number`, which makes member `number`."""
    return JournalEntry(number, "join", [Statement(_WRITE, (number, T0.isoformat(), T0.isoformat()))])


def journal_of(folder: Path, *numbers: int, after: int = 0) -> Journal:
    journal = Journal(folder)
    journal.begin(after, NEWEST)
    for number in numbers:
        journal.append(entry(number))
    return journal


def database_of(path: Path, journal: Journal) -> None:
    """Writes a database that holds the journal's writes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, SCHEMA, path)
        replay(connection, journal, path)


def members(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT user_id FROM members ORDER BY user_id")]
