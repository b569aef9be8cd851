"""Can `ignis.db` be read and written? Asks with a connection of its own, and leaves nothing behind.

The write is real and is rolled back: with a page cache this small SQLite must carry it to the disk before the
transaction ends, so a full disk shows. The file is never created here: a missing one must stay visible.
"""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ignis.runtime.base.clock import Clock
from probes.checks.base import Cadence, Context
from probes.outcome import CheckResult, Reason, Status

_CACHE_PAGES = 4
_WRITTEN_BYTES = 65_536  # many times the cache
_STEPS_PER_LOOK = 10_000  # of SQLite's virtual machine, between two looks at the clock

# By primary result code (https://sqlite.org/rescode.html).
_REASONS = {
    sqlite3.SQLITE_PERM: Reason.NO_ACCESS,
    sqlite3.SQLITE_AUTH: Reason.NO_ACCESS,
    sqlite3.SQLITE_CANTOPEN: Reason.NO_ACCESS,
    sqlite3.SQLITE_BUSY: Reason.LOCKED,
    sqlite3.SQLITE_LOCKED: Reason.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Reason.LOCKED,
    sqlite3.SQLITE_CORRUPT: Reason.CORRUPT,
    sqlite3.SQLITE_NOTADB: Reason.CORRUPT,
    sqlite3.SQLITE_READONLY: Reason.READ_ONLY,
    sqlite3.SQLITE_FULL: Reason.FULL,
    sqlite3.SQLITE_IOERR: Reason.IO_ERROR,
    sqlite3.SQLITE_INTERRUPT: Reason.TIMEOUT,
}


class _BrokenError(Exception):
    """SQLite can open it, and still it is not the bot's database."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Database:
    name = "database"
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        path = context.home.ignis_db
        if not path.exists():
            if context.bot() is None:
                return CheckResult(Status.UNKNOWN, Reason.NOT_STARTED, f"the bot has not made {path.name} yet")
            return CheckResult(Status.FAILING, Reason.MISSING, f"{path} is not there")
        busy_s = min(context.settings.database.busy_timeout, context.patience_s / 2)
        return await asyncio.to_thread(examine, path, busy_s, context.patience_s, context.clock)


def examine(path: Path, busy_timeout_s: float, timeout_s: float, clock: Clock) -> CheckResult:
    """Reads and writes `path`; blocks for about `timeout_s` at most."""
    began = clock.monotonic()
    try:
        with closing(_open(path, busy_timeout_s)) as connection:
            connection.set_progress_handler(lambda: clock.monotonic() - began > timeout_s, _STEPS_PER_LOOK)
            _read(connection)
            _write(connection)
    except _BrokenError as broken:
        return CheckResult(Status.FAILING, broken.reason, f"{path}: {broken}")
    except sqlite3.Error as error:
        return _failure(path, error)
    return CheckResult(Status.OK, Reason.NONE, "read and written", clock.monotonic() - began)


def _open(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """mode=rw: SQLite's default would create a missing file. isolation_level=None: transactions are begun by hand."""
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=busy_timeout_s, isolation_level=None)


def _read(connection: sqlite3.Connection) -> None:
    """Every page's structure, not only the first one's: a torn file can look well at its head."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _BrokenError(Reason.CORRUPT, " ".join(str(verdict).split()))
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables == 0:
        raise _BrokenError(Reason.EMPTY, "holds no tables")


def _write(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA cache_size = {_CACHE_PAGES}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("CREATE TABLE ignis_database_check (content BLOB)")
        connection.execute("INSERT INTO ignis_database_check VALUES (zeroblob(?))", (_WRITTEN_BYTES,))
    finally:
        if connection.in_transaction:  # some errors, such as a full disk, have rolled it back already
            connection.execute("ROLLBACK")


def _failure(path: Path, error: sqlite3.Error) -> CheckResult:
    # an error of Python's own part of the driver carries no code
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None or (reason := _REASONS.get(code & 0xFF)) is None:
        raise error
    # with no room even for its shared memory file, SQLite speaks of an I/O error
    if reason is Reason.IO_ERROR and shutil.disk_usage(path.parent).free < _WRITTEN_BYTES:
        reason = Reason.FULL
    return CheckResult(Status.FAILING, reason, f"{path}: {error} ({error.sqlite_errorname})")
