"""`ignis.db`: one connection that writes, one that reads, for the whole bot.

Errors of the driver become StorageError here, once.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from time import perf_counter
from typing import Any

import aiosqlite

from ignis.adapters.transaction import Transaction
from ignis.runtime.schema import migrate
from ignis.runtime.settings import ConfigError
from ignis.services.ports import StorageError

_SCHEMA = "ignis.adapters"

Observe = Callable[[str, float], None]
"""Told a query's name and how many seconds it took, also when it failed."""


class Database:
    """Runs named queries. A name is a short constant: it becomes a metric's label."""

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection, observe: Observe) -> None:
        """`reader` cannot write, and never waits for who writes: in WAL mode it sees what was committed before."""
        self._writer = writer
        self._reader = reader
        self._observe = observe
        # one connection has one transaction: whoever writes has it alone, and nobody reads what may be rolled back
        self._turn = asyncio.Lock()

    async def fetch(self, name: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Runs one statement that reads, at once, on what has been committed so far. Raises StorageError."""
        async with self._measured(name):
            return [tuple(row) for row in await self._reader.execute_fetchall(sql, values)]

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncGenerator[Transaction]:
        """Commits when the block ends, rolls back when it raises or is cancelled."""
        async with self._turn, self._measured(name):
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                yield Transaction(self._writer)
                await self._writer.execute("COMMIT")
            except BaseException:  # cancellation too: what was asked of the driver's thread still runs there, in order
                with contextlib.suppress(sqlite3.Error):  # there may be nothing to roll back
                    await self._writer.execute("ROLLBACK")
                raise

    async def empty_log(self) -> None:
        """Moves the log of writes into the file and leaves it empty, unless somebody reads from it for long.

        Raises StorageError.
        """
        async with self._turn, self._measured("empty_log"):
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def schema_version(self) -> int:
        return int((await self.fetch("schema_version", "PRAGMA user_version"))[0][0])

    @asynccontextmanager
    async def _measured(self, name: str) -> AsyncGenerator[None]:
        begun = perf_counter()
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(f"the database failed at {name}: {error}") from error
        finally:
            self._observe(name, perf_counter() - begun)


@asynccontextmanager
async def open_database(path: Path, *, busy_timeout: float, observe: Observe) -> AsyncGenerator[Database]:
    """Opens or creates the file, brings its schema up to date, and raises what `bring_up_to_date` raises."""
    # first, and not through aiosqlite: its thread dies noisily when a connection cannot be opened
    await asyncio.to_thread(bring_up_to_date, path, busy_timeout=busy_timeout)
    async with (  # the writer closes last: only it may move the log into the file
        aiosqlite.connect(path, isolation_level=None, timeout=busy_timeout) as writer,
        aiosqlite.connect(path, isolation_level=None, timeout=busy_timeout) as reader,
    ):
        await writer.execute("PRAGMA synchronous = FULL")
        await writer.execute("PRAGMA foreign_keys = ON")
        await writer.execute("PRAGMA secure_delete = ON")  # what a member had deleted is overwritten, not unlinked
        await reader.execute("PRAGMA query_only = ON")
        yield Database(writer, reader, observe)


def bring_up_to_date(path: Path, *, busy_timeout: float) -> None:
    """Creates the file if there is none, and applies what its schema lacks. Blocks.

    Raises ConfigError for a file that is no database or newer than this program: neither is touched. Raises
    StorageError when another program holds it for longer than `busy_timeout` seconds, or the disk fails.
    """
    try:
        with closing(sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)) as connection:
            migrate(connection, _SCHEMA, path)
    except sqlite3.OperationalError as error:
        raise StorageError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"{path}: not a whole SQLite database ({error}); move it aside, or restore one from {path.parent}/backups"
        ) from error
