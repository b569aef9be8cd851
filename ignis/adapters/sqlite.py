"""`ignis.db`: one connection, its settings, its schema. Errors of the driver become StorageError here, once."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from time import perf_counter
from typing import Any

import aiosqlite

from ignis.runtime.settings import ConfigError
from ignis.services.ports import StorageError

Observe = Callable[[str, float], None]
"""Told a query's name and how many seconds it took, also when it failed."""


class Database:
    """Runs named queries. A name is a short constant: it becomes a metric's label."""

    def __init__(self, connection: aiosqlite.Connection, observe: Observe) -> None:
        self._connection = connection
        self._observe = observe
        # one connection has one transaction: whoever writes has it alone, and nobody reads what may be rolled back
        self._turn = asyncio.Lock()

    async def fetch(self, name: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        async with self._turn, self._measured(name):
            return [tuple(row) for row in await self._connection.execute_fetchall(sql, values)]

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncGenerator[aiosqlite.Connection]:
        """Commits when the block ends, rolls back when it raises or is cancelled."""
        async with self._turn, self._measured(name):
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                await self._connection.execute("COMMIT")
            except BaseException:  # cancellation too: what was asked of the driver's thread still runs there, in order
                with contextlib.suppress(sqlite3.Error):  # there may be nothing to roll back
                    await self._connection.execute("ROLLBACK")
                raise

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
    """Opens or creates the file and brings its schema up to date.

    Raises ConfigError for a file that is no database or newer than this program: neither is touched. Raises
    StorageError when another program holds it for longer than `busy_timeout` seconds, or the disk fails.
    """
    try:
        connection = await aiosqlite.connect(path, isolation_level=None, timeout=busy_timeout)
    except sqlite3.Error as error:
        raise StorageError(f"{path}: cannot be opened: {error}") from error
    try:
        await _prepare(connection, path)
        yield Database(connection, observe)
    finally:
        await connection.close()


async def _prepare(connection: aiosqlite.Connection, path: Path) -> None:
    try:
        await _refuse_newer(connection, path)
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")
        await connection.execute("PRAGMA foreign_keys = ON")
        await _migrate(connection)
    except sqlite3.OperationalError as error:
        raise StorageError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"{path}: not a whole SQLite database ({error}); move it aside, or restore one from {path.parent}/backups"
        ) from error


async def _refuse_newer(connection: aiosqlite.Connection, path: Path) -> None:
    found, known = await _version(connection), len(migrations())
    if found > known:
        raise ConfigError(
            f"{path}: has schema {found}, but this Ignis knows schemas up to {known}; "
            "update Ignis, or restore a backup from before the update"
        )


async def _migrate(connection: aiosqlite.Connection) -> None:
    """Each file and its number are one transaction: a crash leaves the schema before or after it."""
    for number, script in enumerate(migrations(), start=1):
        if number > await _version(connection):
            await connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


async def _version(connection: aiosqlite.Connection) -> int:
    rows: Iterable[Any] = await connection.execute_fetchall("PRAGMA user_version")
    return int(next(iter(rows))[0])


def migrations() -> list[str]:
    """The numbered SQL files of this package, in order."""
    folder = resources.files("ignis.adapters") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [file.read_text(encoding="utf-8") for file in files]
