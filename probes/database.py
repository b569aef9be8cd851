"""relay.db and history.db: opened, migrated, set aside if damaged. Only this file handles sqlite3's errors."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Generator
from pathlib import Path

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.sqlite_schema import migrate

_SYSTEM_CLOCK = SystemClock()
_MAGIC = b"SQLite format 3\0"  # https://sqlite.org/fileformat.html#magic_header_string
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class StoreError(Exception):
    """A database could not be read or written. Its text is one line, without the statement's values.

    `damaged`: the file is not a database, or only a part of one.
    """

    def __init__(self, message: str, *, damaged: bool = False) -> None:
        super().__init__(message)
        self.damaged = damaged


class Database:
    """One connection, for one thread at a time; every transaction is on disk when it returns."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self._lock = threading.Lock()
        self._place = _identity(path)
        self._journals: dict[Path, tuple[int, int]] = {}
        # kept: to close a file that SQLite has open too would drop SQLite's locks
        # (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_)
        self._file = None if self._place is None else os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._note_journals()

    @contextlib.contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """All or nothing, even if the process is killed inside. Raises StoreError."""
        with self._lock:
            try:
                with self._connection:
                    self._connection.execute("BEGIN IMMEDIATE")
                    yield self._connection
            except sqlite3.Error as error:
                raise store_error(self.path, error) from None

    @contextlib.contextmanager
    def settings(self) -> Generator[sqlite3.Connection]:
        """For statements that cannot run inside a transaction. Raises StoreError."""
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise store_error(self.path, error) from None

    def misplaced(self) -> str | None:
        """Why writes to this database are lost; None while the files at `path` are those that were opened."""
        try:
            found = _identity(self.path)
            if found != self._place:
                what = "was deleted" if found is None else "was replaced by another file"
                return f"{what} while it was in use"
            if self.spoilt():
                return "was overwritten while it was in use"
            for file, identity in self._journals.items():
                if _identity(file) != identity:
                    return f"lost its journal {file.name} while it was in use"
            self._note_journals()
        except OSError:  # unknown now; the next read or write will report what is wrong with the disk
            pass
        return None

    def spoilt(self) -> bool:
        """Whether somebody truncated or overwrote the file, so that it is no database any more. Raises OSError."""
        return self._file is not None and os.pread(self._file, len(_MAGIC), 0) != _MAGIC

    def close(self) -> None:
        """Closes. If another file has taken its place, the journals are deleted: they would damage that file."""
        with self._lock:
            self._connection.close()
            misplaced = self.misplaced()
            file, self._file = self._file, None
            if file is not None:
                os.close(file)
        if misplaced:
            for journal, identity in self._journals.items():
                with contextlib.suppress(OSError):
                    if _identity(journal) == identity:
                        journal.unlink()

    def _note_journals(self) -> None:
        """SQLite makes them at the first read or write, and keeps them until the last program closes the database."""
        for journal in _journals(self.path):
            if journal not in self._journals and (identity := _identity(journal)) is not None:
                self._journals[journal] = identity


def open_database(
    path: Path, busy_timeout_s: float, schema: str, clock: Clock = _SYSTEM_CLOCK
) -> tuple[Database, Path | None]:
    """The database, and the path of the damaged one that was set aside. `schema` is the package of its migrations.

    A damaged file must not stop the program from watching: it is renamed, never deleted. Raises ConfigError if a newer
    Ignis wrote the database, and StoreError if it cannot be opened at all.

    Example:
        database, aside = open_database(home.relay_db, busy_timeout_s=5, schema="probes.relay")
        with database.transaction() as db:
            db.execute("DELETE FROM outbox")
    """
    try:
        return Database(_open(path, busy_timeout_s, schema), path), None
    except sqlite3.DatabaseError as error:
        if not (problem := store_error(path, error)).damaged:
            raise problem from None
    try:
        aside = set_aside(path, clock)
        return Database(_open(path, busy_timeout_s, schema), path), aside
    except OSError as error:
        raise StoreError(f"{path}: is damaged and cannot be set aside: {error.strerror}") from None
    except sqlite3.DatabaseError as error:
        raise store_error(path, error) from None


def set_aside(path: Path, clock: Clock = _SYSTEM_CLOCK) -> Path:
    """Renames a database that is not open, and deletes its journals, which would damage its successor."""
    aside = path.with_name(f"{path.name}.damaged-{clock.now():%Y%m%dT%H%M%S%f}")
    path.rename(aside)
    for file in _journals(path):
        file.unlink(missing_ok=True)
    return aside


def store_error(path: Path, error: sqlite3.Error) -> StoreError:
    """The driver's error as a StoreError."""
    # errors from Python's own part of the driver have no code
    damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
    return StoreError(f"{path}: {error}", damaged=damaged)


def _open(path: Path, busy_timeout_s: float, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, schema, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _journals(path: Path) -> tuple[Path, ...]:
    """What SQLite keeps beside a database in WAL mode."""
    return tuple(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))


def _identity(path: Path) -> tuple[int, int] | None:
    """Identifies a file, even among files of the same name; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
