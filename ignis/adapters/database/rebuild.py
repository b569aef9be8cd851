"""Rebuilds `ignis.db` from the newest good backup, and every write of the journal since. Blocks."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ignis.adapters.database.backups import Backup, BackupError, Backups, check, last_number
from ignis.adapters.database.errors import storage_error
from ignis.adapters.database.journal import Journal, JournalEntry, JournalGap
from ignis.runtime.base.sqlite_schema import migrate, schema_version
from ignis.services.ports import StorageReason

SCHEMA: Final = "ignis.adapters.database"
_JOURNALED_SINCE: Final = 6  # the version of the schema that numbers writes

# errors of a statement, not of the file
_MISFIT: Final = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH})
_OF_THE_DISK: Final = frozenset({StorageReason.FULL, StorageReason.READ_ONLY, StorageReason.IO_ERROR})


class NothingToRebuildFrom(Exception):  # noqa: N818  a finding, not an error of this program
    """Neither a good backup nor a journal from the beginning. Its text is one line that says why."""


@dataclass(frozen=True)
class Rebuilt:
    """`base` is the file of the backup, None if the journal was enough. `number` is the last write that it holds."""

    base: Path | None
    number: int
    replayed: int
    lost: int = 0
    problem: str | None = None

    def __str__(self) -> str:
        source = f"backup {self.base.name}" if self.base else "an empty database"
        line = f"{source} and {self.replayed} later writes of the journal; "
        return line + (f"{self.lost} acknowledged writes are lost: {self.problem}" if self.lost else "nothing is lost")


def rebuild(target: Path, backups: Backups, journal: Journal) -> Rebuilt:
    """Writes a whole database to `target`, which must not exist, from the source that loses least.

    Raises NothingToRebuildFrom, OSError, sqlite3.Error.
    """
    last, problems = journal.last(), list[str]()
    best: Rebuilt | None = None
    of_the_disk: Exception | None = None
    for base in (*backups.all(), None):
        draft = target.with_name(f"{target.name}-try")
        try:
            made = _attempt(draft, base, journal, last)
        except (BackupError, sqlite3.DatabaseError, OSError) as error:
            problems.append(f"{base.path.name if base else 'the journal'}: {error}")
            if storage_error("", error).reason in _OF_THE_DISK:
                of_the_disk = error
            continue
        finally:
            _remove_side_files(draft)
        if best is None or made.lost < best.lost:
            best = made
            draft.replace(target)
        if not best.lost:
            return best
    (target.with_name(f"{target.name}-try")).unlink(missing_ok=True)
    if of_the_disk is not None:  # a full or failing disk: later it may give more
        target.unlink(missing_ok=True)
        raise of_the_disk
    if best is None:
        raise NothingToRebuildFrom("; ".join(problems) or "there is neither a backup nor a journal")
    return best


def replay(connection: sqlite3.Connection, journal: Journal, path: Path) -> tuple[int, str | None]:
    """Repeats the writes of the journal that the database lacks.

    Returns how many, and why it stopped if some are left. Each is a transaction of its own. Raises sqlite3.Error only
    if something is wrong with the database itself.
    """
    _bring_to(_JOURNALED_SINCE, connection, path)
    done = 0
    try:
        for schema, entry in journal.read(last_number(connection)):
            _bring_to(schema, connection, path)
            _apply(connection, entry)
            done += 1
    except JournalGap as gap:
        return done, str(gap)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in _MISFIT:
            raise
        return done, f"a write of the journal does not fit: {error}"
    return done, None


def _bring_to(schema: int, connection: sqlite3.Connection, path: Path) -> None:
    if schema_version(connection) < schema:
        migrate(connection, SCHEMA, path, up_to=schema)


def _attempt(draft: Path, base: Backup | None, journal: Journal, last: int) -> Rebuilt:
    draft.unlink(missing_ok=True)
    if base is not None:
        shutil.copyfile(base.path, draft)
    elif last == 0:
        raise BackupError("there are no writes in it")
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        if base is not None:
            check(connection)
        replayed, problem = replay(connection, journal, draft)
        if base is None and replayed == 0:
            raise BackupError(problem or "there are no writes in it")
        migrate(connection, SCHEMA, draft)
        check(connection)
        number = last_number(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Rebuilt(base.path if base else None, number, replayed, max(0, last - number), problem)


def _apply(connection: sqlite3.Connection, entry: JournalEntry) -> None:
    """Not synced one by one, which takes minutes for many. If a crash undoes it, it is repeated."""
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in entry.statements:
            connection.execute(statement.sql, statement.values)
        note(connection, entry.number)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def note(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("UPDATE journaled SET number = ?", (number,))


def _remove_side_files(draft: Path) -> None:
    for suffix in ("-wal", "-shm"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
