"""Backups of `ignis.db`: whole copies. Each is checked before it counts, and the newest few are kept."""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ignis.runtime.base.files import sync_folder

_NAME: Final = re.compile(r"ignis-(\d{12})-(\d{8}T\d{6}Z)\.db")
_WHEN: Final = "%Y%m%dT%H%M%SZ"


class BackupError(Exception):
    """The copy is not whole. Its text is one line."""


@dataclass(frozen=True, order=True)
class Backup:
    """`number` is the last write of the journal that it holds, `at` when it was made."""

    number: int
    at: datetime
    path: Path


class Backups:
    """The backups in one folder. Blocks. Raises OSError and sqlite3.Error if the disk fails.

    Example:
        backup = Backups(home.backups).make(connection, clock.now())
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Backup, ...]:
        """Newest first."""
        found = [(match, path) for path in self._folder.glob("ignis-*.db") if (match := _NAME.fullmatch(path.name))]
        made = [Backup(int(match[1]), _moment(match[2]), path) for match, path in found]
        return tuple(sorted(made, reverse=True))

    def make(self, source: sqlite3.Connection, now: datetime) -> Backup:
        """Copies what has been committed so far. Raises BackupError if the copy fails SQLite's own check."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f".backup-{os.getpid()}"
        try:
            draft.unlink(missing_ok=True)
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                source.backup(connection)
            number = finish(draft)
            made = Backup(number, now, self._folder / f"ignis-{number:012d}-{now.astimezone(UTC):{_WHEN}}.db")
            draft.replace(made.path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(self._folder)
        return made

    def superfluous(self, keep: int) -> tuple[Backup, ...]:
        """All but the newest `keep`."""
        return self.all()[keep:]


def finish(copy: Path) -> int:
    """Makes a fresh copy one whole file on the disk. Returns the number of its last write. Raises BackupError."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # no write-ahead log: the copy is one file
        check(connection)
        number = last_number(connection)
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    return number


def check(connection: sqlite3.Connection) -> None:
    """Raises BackupError if the file is damaged, with SQLite's own words, or if it is empty."""
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise BackupError(" ".join(str(verdict).split()))
    if tables(connection) == 0:
        raise BackupError("it holds no tables")


def tables(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])


def last_number(connection: sqlite3.Connection) -> int:
    """The number of the last write. 0 for a file from before there was a journal."""
    with contextlib.suppress(sqlite3.OperationalError):
        return int(connection.execute("SELECT number FROM journaled").fetchone()[0])
    return 0


def remove(paths: Iterable[Path]) -> tuple[int, int]:
    """Removes the files. Returns how many bytes and files this freed."""
    sizes = []
    for path in paths:
        with contextlib.suppress(FileNotFoundError):  # another program was faster
            size = path.stat().st_size
            path.unlink()
            sizes.append(size)
    return sum(sizes), len(sizes)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _WHEN).replace(tzinfo=UTC)
