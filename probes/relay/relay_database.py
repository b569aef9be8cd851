"""relay.db as the relay has it: opened, or not usable for now, and opened again when it can be.

The relay goes on without it, because an alert about a full disk must not wait for room on that disk. Meanwhile it keeps
a spare in the machine's memory: a copy of relay.db with all that came since. So a relay that is killed on a full disk
still knows what is open, and which messages tell of it.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Generator
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from ignis.runtime.base.errors import ConfigError
from probes.database import Database, StoreError, open_database, set_aside

BUSY_TIMEOUT: Final = 0.25
"""Seconds to wait for another program that has relay.db locked: an alert waits for as long."""

_MEMORY: Final = Path("/dev/shm")  # noqa: S108  a folder of its own in it, which is checked
_WITH_JOURNAL: Final = ("", "-wal")
_MERGED_WITHIN: Final = 30.0
"""Seconds. A relay.db that was signed for longer than that after the spare's last write has no need of the spare."""
_LARGEST_COPY: Final = 256 * 1024 * 1024


class Transactions(Protocol):
    """A database. `Database` is one, `RelayDatabase` another."""

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """All or nothing. Raises StoreError."""
        ...

    def settings(self) -> AbstractContextManager[sqlite3.Connection]:
        """For statements outside of a transaction, such as one that only reads. Raises StoreError."""
        ...


class Source(StrEnum):
    """What can be read at the start."""

    OWN = "own"  # relay.db itself, which can be written too
    NEW = "new"  # it was damaged: an empty one in its place
    SPARE = "spare"  # the spare of a run that ended while relay.db could not be written, or a new copy of relay.db
    NOTHING = "nothing"


class RelayDatabase:
    """Its methods block: callers use `asyncio.to_thread`.

    Example:
        database = RelayDatabase(home.relay_db, SCHEMA)
        source = database.start()
        stored = RelayStore(database).load()
        database.started()
    """

    def __init__(self, path: Path, schema: str, *, spare_root: Path | None = None) -> None:
        """The spare is kept in a folder of its own below `spare_root`: None is the machine's memory, if it has one."""
        self.path = path
        self.problem: str | None = None
        """Why it could not be opened at the last try."""
        self.created = False
        """Whether there was no relay.db at the start."""
        self.aside: Path | None = None
        """Where the damaged file is that was set aside last."""
        self._schema = schema
        self._database: Database | None = None
        self._writable = False
        self._spare_file = _spare_folder(path, spare_root) / path.name
        self._spare: Database | None = None
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """All or nothing, as `Database.transaction`. Raises StoreError, also while it is not open."""
        with self._opened().transaction() as db:
            yield db

    @contextlib.contextmanager
    def settings(self) -> Generator[sqlite3.Connection]:
        """As `Database.settings`. Raises StoreError, also while it is not open."""
        with self._opened().settings() as db:
            yield db

    def start(self) -> Source:
        """Opens what the run before left. Raises ConfigError if a newer Ignis wrote it."""
        with self._lock:
            if self._spare_file.exists() and not self._spare_is_ours():
                shutil.rmtree(self._spare_file.parent, ignore_errors=True)
            if self._spare_file.exists() and self._open_spare():
                self._database = self._spare
                return Source.SPARE
            self.created = not self.path.exists()
            try:
                self._open()
            except StoreError as error:
                self.problem = str(error)
            else:
                return Source.NEW if self.aside is not None else Source.OWN
            if self._copy_to_spare() and self._open_spare():
                self._database = self._spare
                return Source.SPARE
            self._database, _ = open_database(Path(":memory:"), BUSY_TIMEOUT, self._schema)
            return Source.NOTHING

    def started(self) -> None:
        """What was there to be read has been read: from now on only relay.db itself counts."""
        with self._lock:
            if not self._writable:
                if self._database is not self._spare:
                    self._close()
                self._database = None

    def spare(self) -> tuple[Database, bool]:
        """The spare, and whether it is new. Raises StoreError."""
        with self._lock:
            if self._spare is not None:
                return self._spare, False
            self._copy_to_spare()
            try:
                _private(self._spare_file.parent)
                self._spare, _ = open_database(self._spare_file, BUSY_TIMEOUT, self._schema)
            except (OSError, ConfigError) as error:
                raise StoreError(f"{self._spare_file}: {error}") from None
            return self._spare, True

    def drop_spare(self) -> None:
        """relay.db holds all of it."""
        with self._lock:
            if self._spare is not None:
                self._spare.close()
                self._spare = None
                shutil.rmtree(self._spare_file.parent, ignore_errors=True)

    def opened_again(self) -> bool:
        """Opens it if it is not open. True if what is in it now is not what was written to it. Raises StoreError."""
        with self._lock:
            if self._writable:
                return False
            try:
                self._open()
            except (StoreError, ConfigError) as error:
                self.problem = str(error)
                raise StoreError(str(error)) from None
            return True

    def misplaced(self) -> str | None:
        """Why writes are lost; None while the files that were opened are in their place."""
        database = self._database
        return None if database is None else database.misplaced()

    def spoilt(self) -> bool:
        """Whether relay.db is no database any more, because somebody truncated or overwrote it."""
        database = self._database
        try:
            return database is not None and database.spoilt()
        except OSError:
            return False

    def give_up(self, *, damaged: bool = False) -> None:
        """This file is of no use any more: it is closed, and set aside if it is damaged."""
        with self._lock:
            self._close()
            if damaged:
                with contextlib.suppress(OSError):
                    self.aside = set_aside(self.path)

    def close(self) -> None:
        with self._lock:
            self._close()
            if self._spare is not None:
                self._spare.close()

    def _opened(self) -> Database:
        database = self._database
        if database is None:
            raise StoreError(self.problem or f"{self.path}: not open")
        return database

    def _open(self) -> None:
        """Opens it and writes to it: a full or read-only disk lets a database be opened that cannot be written."""
        database, self.aside = open_database(self.path, BUSY_TIMEOUT, self._schema)
        try:
            with database.transaction() as db:
                (version,) = db.execute("PRAGMA user_version").fetchone()
                db.execute(f"PRAGMA user_version = {version:d}")
        except StoreError:
            database.close()
            raise
        self._database, self._writable, self.problem = database, True, None

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
        self._database, self._writable = None, False

    def _spare_is_ours(self) -> bool:
        """False if the spare is of a state folder that was deleted, or older than the relay.db that is there."""
        try:
            if not self.path.exists():
                return not self.path.parent.is_dir()
            newest = max(one.stat().st_mtime for one in self._spare_file.parent.iterdir())
        except OSError:
            return True
        alive = _last_sign_of_life(self.path)
        return alive is None or alive <= newest + _MERGED_WITHIN

    def _open_spare(self) -> bool:
        try:
            _private(self._spare_file.parent)
            self._spare, _ = open_database(self._spare_file, BUSY_TIMEOUT, self._schema)
        except (StoreError, OSError):
            return False
        return True

    def _copy_to_spare(self) -> bool:
        """A copy of relay.db with its journal, which holds the newest of it. False if that cannot be."""
        try:
            if self.path.stat().st_size > _LARGEST_COPY:
                return False
            _private(self._spare_file.parent)
            for suffix in _WITH_JOURNAL:
                file = self.path.with_name(self.path.name + suffix)
                if file.exists():
                    shutil.copyfile(file, self._spare_file.with_name(file.name))
        except OSError:
            return False
        return True


def _last_sign_of_life(path: Path) -> float | None:
    """When a relay last signed this relay.db, in seconds since 1970. None if that cannot be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as db:
            (found,) = db.execute("SELECT max(heartbeat_at) FROM runs").fetchone()
    except sqlite3.Error:
        return None
    return found if isinstance(found, int | float) else None


def _spare_folder(path: Path, root: Path | None) -> Path:
    if root is None:
        root = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    name = hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:16]
    return root / f"ignis-relay-{os.geteuid()}-{name}"


def _private(folder: Path) -> None:
    """Creates the folder, or makes sure that it is ours alone. Raises OSError."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise PermissionError(errno.EPERM, "belongs to somebody else", str(folder))
