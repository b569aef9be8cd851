"""`ignis.db` with its backups and its journal, as files: opened, copied, replaced by each other. Blocks."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Final

from ignis.adapters.database.backups import Backup, BackupError, Backups, check, finish, last_number, remove, tables
from ignis.adapters.database.errors import storage_error
from ignis.adapters.database.journal import Journal
from ignis.adapters.database.rebuild import SCHEMA, NothingToRebuildFrom, Rebuilt, rebuild, replay
from ignis.runtime.base.clock import Clock
from ignis.runtime.base.files import sync_folder
from ignis.runtime.base.sqlite_schema import migrate, migrations, schema_version
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError, StorageReason

_SIDES: Final = ("", "-wal", "-shm")
_ASIDE: Final = ".aside-"
_PROBE_PATIENCE: Final = 0.2  # seconds


@dataclass(frozen=True)
class PreparedFile:
    """`number` is the last write that the file holds. `repairs` are lines for the log: what had to be done to it."""

    number: int
    schema: int
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileIdentity:
    """Which file it is, and its size in bytes."""

    device: int
    inode: int
    size: int

    def is_same_file(self, other: "FileIdentity") -> bool:
        return (self.device, self.inode) == (other.device, other.inode)


@dataclass(frozen=True)
class RebuiltFile:
    """`aside` is where the old file was moved to; None if there was none. As a text it is a line for the log."""

    name: str
    problem: str
    made: Rebuilt
    aside: Path | None

    def __str__(self) -> str:
        kept = f"; what stood there is kept as {self.aside.name}" if self.aside else ""
        return f"{self.name}: {self.problem}; rebuilt from {self.made}{kept}"


def harmful_change(seen: FileIdentity | None, found: FileIdentity | None) -> tuple[StorageReason, str] | None:
    """What happened to the file since it was `seen`: the reason, and words for people. None if nothing bad did.

    >>> harmful_change(FileIdentity(1, 2, 4096), None)
    (<StorageReason.MISSING: 'missing'>, 'was deleted')
    """
    if found is None:
        return StorageReason.MISSING, "was deleted"
    if seen is None or not found.is_same_file(seen):
        return StorageReason.REPLACED, "was replaced"
    if found.size < seen.size:
        return StorageReason.CORRUPT, "was cut short"
    return None


class DatabaseFile:
    """All of it is in the folder of `path`: `backups/`, `journal/`, and damaged files that were set aside."""

    def __init__(self, path: Path, *, busy_timeout: float, clock: Clock) -> None:
        self.path = path
        self.busy_timeout = busy_timeout
        self.backups = Backups(path.parent / "backups")
        self.journal = Journal(path.parent / "journal")
        self._clock = clock

    def prepare(self) -> PreparedFile:
        """Creates the file if there never was one, rebuilds it if it is lost, and applies what it lacks.

        Raises ConfigError for a file that is newer than this program, or that is not a database and cannot be rebuilt:
        neither is touched. Raises StorageError if another program holds it, or if the disk fails.
        """
        try:
            return self._prepare()
        except (sqlite3.Error, OSError) as error:
            if self.path.exists() and not os.access(
                self.path.parent, os.W_OK
            ):  # the message of SQLite does not name the cause
                raise StorageError(f"{self.path}: its disk is read-only ({error})", StorageReason.READ_ONLY) from error
            raise storage_error(str(self.path), error) from error

    def connect(self, *, timeout: float | None = None) -> sqlite3.Connection:
        """Never creates the file. `timeout` in seconds; None: the one of the settings."""
        wait = self.busy_timeout if timeout is None else timeout
        return sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, timeout=wait, isolation_level=None)

    def identity(self) -> FileIdentity | None:
        """None if there is no file."""
        with suppress(FileNotFoundError):
            found = self.path.stat()
            return FileIdentity(found.st_dev, found.st_ino, found.st_size)
        return None

    def is_locked(self) -> bool:
        """Whether a new connection, too, has to wait before it may write."""
        try:
            with closing(self.connect(timeout=_PROBE_PATIENCE)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            return storage_error("", error).reason is StorageReason.LOCKED
        return False

    def log_size(self) -> int:
        """Size of the write-ahead log in bytes."""
        with suppress(FileNotFoundError):
            return self.path.with_name(f"{self.path.name}-wal").stat().st_size
        return 0

    def damage(self) -> str | None:
        """What is wrong with the content of the file, by a check of every page. None if nothing is.

        Raises sqlite3.OperationalError if it cannot be checked.
        """
        if (absence := self._absence()) is not None:
            return absence
        try:
            with closing(self.connect()) as connection:
                check(connection)
        except sqlite3.OperationalError:
            raise
        except (sqlite3.DatabaseError, BackupError) as error:
            return f"it is not whole: {error}"
        return None

    def rebuild(self, problem: str) -> RebuiltFile:
        """Rebuilds the file from backup and journal. Returns from which, and what is lost.

        The old file is set aside. No connection may be open. Raises NothingToRebuildFrom, OSError, sqlite3.Error.
        """
        draft = self.draft()
        made = rebuild(draft, self.backups, self.journal)
        aside = self.put_in_place(draft)
        if made.lost:
            self.journal.set_aside()
        return RebuiltFile(self.path.name, problem, made, aside)

    def draft(self) -> Path:
        """The path where a new file is written before `put_in_place`."""
        draft = self.path.with_name(f"{self.path.name}.new")
        draft.unlink(missing_ok=True)
        return draft

    def put_in_place(self, draft: Path) -> Path | None:
        """Makes `draft` the database. Sets the old file aside, with its side files, and returns its new path."""
        stamp = f"{self._clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
        aside = self.path.with_name(f"{self.path.name}{_ASIDE}{stamp}")
        there = self.path.exists()
        for side in _SIDES:
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + side).rename(aside.with_name(aside.name + side))
        draft.replace(self.path)
        sync_folder(self.path.parent)
        return aside if there else None

    def finish(self, draft: Path) -> int:
        """Makes sure the draft is whole and on the disk. Returns the number of its last write. Raises BackupError."""
        return finish(draft)

    def back_up(self) -> Backup:
        with closing(self.connect()) as connection:
            return self.backups.make(connection, self._clock.now())

    def thin_out(self, keep: int) -> tuple[int, int]:
        """Removes all but the newest `keep` backups, and the journal before them. Returns how many bytes and files."""
        superfluous = [backup.path for backup in self.backups.superfluous(keep)]
        kept = self.backups.all()[:keep]
        return remove([*superfluous, *(self.journal.forget(kept[-1].number) if kept else ())])

    def set_aside(self) -> Iterator[Path]:
        """Damaged files and journals that were set aside."""
        yield from self.path.parent.glob(f"{self.path.name}{_ASIDE}*")
        yield from self.journal.lost()

    def _prepare(self) -> PreparedFile:
        repairs = [line] if (line := self._repair()) else []
        with closing(sqlite3.connect(self.path, timeout=self.busy_timeout, isolation_level=None)) as connection:
            newest = len(migrations(SCHEMA))
            if 0 < schema_version(connection) < newest:
                self.backups.make(connection, self._clock.now())
            migrate(connection, SCHEMA, self.path)
            replayed, problem = replay(connection, self.journal, self.path)
            number = last_number(connection)
        if replayed:
            repairs.append(f"{self.path.name}: lacked {replayed} acknowledged writes; done again from the journal")
        if problem:
            kept = self.journal.set_aside()
            repairs.append(f"{self.path.name}: {problem}; the journal is kept as {kept[0].parent}/*{kept[0].suffix}")
        self.journal.begin(number, newest)
        return PreparedFile(number, newest, tuple(repairs))

    def _repair(self) -> str | None:
        """Rebuilds the file if it is not the bot's, or not whole. Returns what it did, or None."""
        has_past = bool(self.backups.all() or self.journal.segments())
        broken = None if (absence := self._absence()) else self._unreadable(has_past=has_past)
        problem = absence or broken
        if problem is None:
            return None
        if not has_past:
            if broken:
                raise ConfigError(self._hopeless(broken))
            return None  # the very first start
        try:
            return str(self.rebuild(problem))
        except NothingToRebuildFrom as nothing:
            raise ConfigError(f"{self._hopeless(problem)} ({nothing})") from nothing

    def _absence(self) -> str | None:
        try:
            return None if self.path.stat().st_size else "it is empty"
        except FileNotFoundError:
            return "it is missing"

    def _unreadable(self, *, has_past: bool) -> str | None:
        """A first look. It does not check every page."""
        try:
            with closing(self.connect()) as connection:
                tables(connection)  # reads the first page, which every other query needs
                if not has_past:
                    return None
                return self._strange(connection)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            return f"not a whole SQLite database ({error})"

    def _strange(self, connection: sqlite3.Connection) -> str | None:
        """Why the file cannot be what the bot wrote last. None if it can."""
        if schema_version(connection) == 0:
            return "it is not the bot's"
        backups, segments, number = self.backups.all(), self.journal.segments(), last_number(connection)
        if backups and segments and segments[0].first - 1 > number < backups[0].number:
            return f"it holds writes up to {number}, which is older than its backups"
        return None

    def _hopeless(self, problem: str) -> str:
        return f"{self.path}: {problem}; move it aside, or restore one from {self.path.parent}/backups"
