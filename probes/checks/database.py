"""Can `ignis.db` be read and written? Tries it with its own connection, and leaves nothing behind.

The write is real and is rolled back. The page cache is so small that SQLite must write to the disk before the
transaction ends, so a full disk shows. The check never creates the file: a missing file must stay visible. It is a
fault while the bot runs, which had it open before it published its address.
"""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psutil

from ignis.runtime.base.clock import Clock
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_CACHE_PAGES = 4
_WRITTEN_BYTES = 65_536  # many times the cache
_STEPS_PER_LOOK = 10_000  # of SQLite's virtual machine, between two checks of the time

# By primary result code (https://sqlite.org/rescode.html).
_REASONS = {
    sqlite3.SQLITE_PERM: CheckReason.NO_ACCESS,
    sqlite3.SQLITE_AUTH: CheckReason.NO_ACCESS,
    sqlite3.SQLITE_CANTOPEN: CheckReason.NO_ACCESS,
    sqlite3.SQLITE_BUSY: CheckReason.LOCKED,
    sqlite3.SQLITE_LOCKED: CheckReason.LOCKED,
    sqlite3.SQLITE_PROTOCOL: CheckReason.LOCKED,
    sqlite3.SQLITE_CORRUPT: CheckReason.CORRUPT,
    sqlite3.SQLITE_NOTADB: CheckReason.CORRUPT,
    sqlite3.SQLITE_READONLY: CheckReason.READ_ONLY,
    sqlite3.SQLITE_FULL: CheckReason.FULL,
    sqlite3.SQLITE_IOERR: CheckReason.IO_ERROR,
    sqlite3.SQLITE_INTERRUPT: CheckReason.TIMEOUT,
}


class _BrokenError(Exception):
    """SQLite can open the file, but it is not an intact database of the bot."""

    def __init__(self, reason: CheckReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class DatabaseCheck:
    name = "database"
    label = CheckLabel("Database", failing="the database does not work", degraded="the database is impaired")
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        path = context.home.ignis_db
        if not path.exists():
            bot = context.bot()
            if bot is None:
                return CheckResult(
                    CheckStatus.UNKNOWN, CheckReason.NOT_STARTED, f"the bot has not made {path.name} yet"
                )
            if not psutil.pid_exists(bot.pid):  # whether it may be down is not for this check to say
                why = f"{path} is not there and the bot does not run: its start restores or makes it"
                return CheckResult(CheckStatus.UNKNOWN, CheckReason.NOT_STARTED, why)
            return CheckResult(CheckStatus.FAILING, CheckReason.MISSING, f"{path} is not there")
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
        return CheckResult(CheckStatus.FAILING, broken.reason, f"{path}: {broken}")
    except sqlite3.Error as error:
        return _failure(path, error)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, "read and written", clock.monotonic() - began)


def _open(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """mode=rw: SQLite's default would create a missing file. isolation_level=None: transactions are begun by hand."""
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=busy_timeout_s, isolation_level=None)


def _read(connection: sqlite3.Connection) -> None:
    """The structure of every page: a torn file can have an intact first page."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _BrokenError(CheckReason.CORRUPT, " ".join(str(verdict).split()))
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables == 0:
        raise _BrokenError(CheckReason.EMPTY, "holds no tables")


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
    # errors of Python's own part of the driver have no code
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None or (reason := _REASONS.get(code & 0xFF)) is None:
        raise error
    # without room for even its shared memory file, SQLite reports an I/O error
    if reason is CheckReason.IO_ERROR and shutil.disk_usage(path.parent).free < _WRITTEN_BYTES:
        reason = CheckReason.FULL
    return CheckResult(CheckStatus.FAILING, reason, f"{path}: {error} ({error.sqlite_errorname})")
