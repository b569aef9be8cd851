"""Mending `ignis.db` while the bot runs: connections opened again, a lost file put back, a damaged one made anew.

Nobody may write meanwhile: the caller holds the turn. What is begun here is never left half done.
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
from ignis.adapters.database.open_files import holders
from ignis.adapters.database.rebuild import NothingToRebuildFrom
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError, StorageReason

Mended: TypeAlias = tuple[str, str | None]
"""What was found, and what was done about it; None for nothing. One line each."""


async def reopen(connections: DatabaseConnections) -> Mended:
    """Opens the file anew if its connections do not work, or puts it back where it was.

    What has been written is taken from the open connection, else from backup and journal. Raises StorageError,
    ConfigError, OSError, sqlite3.Error.
    """
    file = connections.file
    if connections.closed is not None:
        problem = str(connections.closed)
        await connections.open()
        return problem, "opened it again"
    if (trouble := connections.trouble()) is not None:
        return f"{file.path.name} {trouble[1]} while it was in use", await _put_back(connections)
    failure = await _unusable(connections)
    if failure is None:
        return f"{file.path.name} is read and written", None
    if failure.reason is StorageReason.LOCKED and await asyncio.to_thread(file.is_locked):
        held = await asyncio.to_thread(holders, file.path)
        return f"{file.path.name} is locked by {held}: writing waits for that program", None
    return str(failure), await connections.anew(_nothing_but_open())


async def restore(connections: DatabaseConnections) -> Mended:
    """Looks at every page, and makes the file anew from backup and journal if it is damaged.

    Raises StorageError, also where there is nothing to make it from, OSError, sqlite3.Error.
    """
    file = connections.file
    problem = await asyncio.to_thread(file.damage)
    if problem is None:
        return f"{file.path.name} is whole", None
    return f"{file.path.name}: {problem}", await _made_anew(connections, problem)


async def _nothing_but_open() -> str:
    return "opened it again"


async def _put_back(connections: DatabaseConnections) -> str:
    """The content goes on living in the open connection, whatever became of the file's name."""
    try:
        draft = await _draft(connections)
    except (sqlite3.Error, BackupError, StorageError) as error:
        return await _made_anew(connections, str(error))
    aside = await connections.anew(asyncio.to_thread(connections.file.put_in_place, draft))
    return f"put it back from memory{f'; what stood there is kept as {aside.name}' if aside else ''}"


async def _draft(connections: DatabaseConnections) -> Path:
    """A whole copy of what the writing connection sees. Raises BackupError where that is not all there was."""
    draft = connections.file.draft()
    with closing(sqlite3.connect(draft, isolation_level=None, check_same_thread=False)) as target:
        await connections.writer.backup(target)
    number = await asyncio.to_thread(connections.file.finish, draft)
    if number != connections.number:
        raise BackupError(f"the open connection knows write {number}, and {connections.number} is the last one")
    return draft


async def _made_anew(connections: DatabaseConnections, problem: str) -> str:
    try:
        told = await connections.anew(asyncio.to_thread(connections.file.make_anew, problem))
    except NothingToRebuildFrom as nothing:
        with contextlib.suppress(ConfigError, StorageError):  # parts of it may still be readable
            await connections.open()
        path = connections.file.path
        raise StorageError(f"{path}: {problem}; {nothing}", StorageReason.CORRUPT) from nothing
    connections.tell(told)
    return told.partition("; ")[2]


async def _unusable(connections: DatabaseConnections) -> StorageError | None:
    try:
        await connections.reader.execute_fetchall("SELECT number FROM journaled")
        await connections.writer.execute("BEGIN IMMEDIATE")
        await connections.writer.execute("ROLLBACK")
    except sqlite3.Error as error:
        return storage_error(str(connections.file.path), error)
    return None
