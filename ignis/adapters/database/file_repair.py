"""Repairs `ignis.db` while the bot runs: opens connections again, puts a lost file back, rebuilds a damaged one.

Nothing may be written meanwhile, so the caller holds the write lock. The caller also makes sure that a repair is never
left half done.
"""

import asyncio
import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from ignis.adapters.database.backups import BackupError
from ignis.adapters.database.connections import DatabaseConnections
from ignis.adapters.database.errors import storage_error
from ignis.adapters.database.open_files import programs_that_opened
from ignis.adapters.database.rebuild import NothingToRebuildFrom
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError, StorageReason

RepairReport: TypeAlias = tuple[str, str | None]
"""What was found, and what was done about it (None: nothing). One line each."""


async def reopen(connections: DatabaseConnections) -> RepairReport:
    """Opens the file again if its connections do not work, or puts a lost file back.

    The content comes from the open connection, or else from backup and journal. Raises StorageError, ConfigError,
    OSError, sqlite3.Error.
    """
    file = connections.file
    if connections.closed is not None:
        problem = str(connections.closed)
        await connections.open()
        return problem, "opened it again"
    if (change := connections.harmful_change()) is not None:
        return f"{file.path.name} {change[1]} while it was in use", await _put_back(connections)
    failure = await _unusable(connections)
    if failure is None:
        return f"{file.path.name} is read and written", None
    if failure.reason is StorageReason.LOCKED and await asyncio.to_thread(file.is_locked):
        programs = await asyncio.to_thread(programs_that_opened, file.path)
        return f"{file.path.name} is locked by {programs}: writing waits for that program", None
    return str(failure), await connections.reopen_after(_no_work())


async def restore(connections: DatabaseConnections) -> RepairReport:
    """Checks every page, and rebuilds the file from backup and journal if it is damaged.

    Raises StorageError, also if there is nothing to rebuild it from, OSError, sqlite3.Error.
    """
    file = connections.file
    problem = await asyncio.to_thread(file.damage)
    if problem is None:
        return f"{file.path.name} is whole", None
    return f"{file.path.name}: {problem}", await _rebuilt(connections, problem)


async def _no_work() -> str:
    return "opened it again"


async def _put_back(connections: DatabaseConnections) -> str:
    """The open connection still has the content, whatever happened to the name of the file."""
    try:
        draft = await _draft(connections)
    except (sqlite3.Error, BackupError, StorageError) as error:
        return await _rebuilt(connections, str(error))
    aside = await connections.reopen_after(asyncio.to_thread(connections.file.put_in_place, draft))
    return f"put it back from memory{f'; what stood there is kept as {aside.name}' if aside else ''}"


async def _draft(connections: DatabaseConnections) -> Path:
    """A whole copy of what the writing connection sees. Raises BackupError if a committed write is missing in it."""
    draft = connections.file.draft()
    with closing(sqlite3.connect(draft, isolation_level=None, check_same_thread=False)) as target:
        await connections.writer.backup(target)
    number = await asyncio.to_thread(connections.file.finish, draft)
    if number != connections.number:
        raise BackupError(f"the open connection knows write {number}, and {connections.number} is the last one")
    return draft


async def _rebuilt(connections: DatabaseConnections, problem: str) -> str:
    try:
        line = await connections.reopen_after(asyncio.to_thread(connections.file.rebuild, problem))
    except NothingToRebuildFrom as nothing:
        with contextlib.suppress(ConfigError, StorageError):  # parts of it may still be readable
            await connections.open()
        path = connections.file.path
        raise StorageError(f"{path}: {problem}; {nothing}", StorageReason.CORRUPT) from nothing
    connections.observer.repaired(line)
    return line.partition("; ")[2]


async def _unusable(connections: DatabaseConnections) -> StorageError | None:
    try:
        await connections.reader.execute_fetchall("SELECT number FROM journaled")
        await connections.writer.execute("BEGIN IMMEDIATE")
        await connections.writer.execute("ROLLBACK")
    except sqlite3.Error as error:
        return storage_error(str(connections.file.path), error)
    return None
