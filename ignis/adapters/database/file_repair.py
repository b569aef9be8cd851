"""Repairs `ignis.db` while the bot runs: opens connections again, puts a lost file back, rebuilds a damaged one.

Nothing may be written meanwhile, so the caller holds the write lock. The caller also makes sure that a repair is never
left half done.
"""

import asyncio
import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, TypeAlias

from ignis.adapters.database.backups import BackupError
from ignis.adapters.database.connections import DatabaseConnections
from ignis.adapters.database.errors import storage_error
from ignis.adapters.database.open_files import programs_that_opened
from ignis.adapters.database.rebuild import NothingToRebuildFrom
from ignis.domain.health.repair_facts import RepairFact, RepairFinding, RepairFindings
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError, StorageReason

RepairReport: TypeAlias = tuple[RepairFindings, RepairFindings]
"""What was found, and what was done about it (nothing, if empty)."""

_CHANGES: Final = {
    StorageReason.MISSING: RepairFact.DATABASE_DELETED,
    StorageReason.REPLACED: RepairFact.DATABASE_REPLACED,
    StorageReason.CORRUPT: RepairFact.DATABASE_CUT_SHORT,
}


WHOLE: Final[RepairReport] = ((RepairFinding.of(RepairFact.DATABASE_WHOLE),), ())


async def reopen(connections: DatabaseConnections) -> RepairReport:
    """Opens the file again if its connections do not work, or puts a lost file back.

    The content comes from the open connection, or else from backup and journal. Raises StorageError, ConfigError,
    OSError, sqlite3.Error.
    """
    file = connections.file
    if connections.closed is not None:
        problem = str(connections.closed)
        await connections.open()
        return _one(RepairFact.DATABASE_CLOSED, problem=problem), _one(RepairFact.REOPENED)
    if (change := connections.harmful_change()) is not None:
        return _one(_CHANGES[change[0]]), await _put_back(connections)
    failure = await _unusable(connections)
    if failure is None:
        return _one(RepairFact.DATABASE_WORKS), ()
    if failure.reason is StorageReason.LOCKED and await asyncio.to_thread(file.is_locked):
        programs = await asyncio.to_thread(programs_that_opened, file.path)
        if programs is None:
            return _one(RepairFact.DATABASE_LOCKED_BY_UNKNOWN), ()
        return _one(RepairFact.DATABASE_LOCKED, programs=programs), ()
    return _one(RepairFact.DATABASE_FAILS, problem=str(failure)), await connections.reopen_after(_no_work())


async def restore(connections: DatabaseConnections) -> RepairReport:
    """Checks every page, and rebuilds the file from backup and journal if it is damaged.

    Raises StorageError, also if there is nothing to rebuild it from, OSError, sqlite3.Error.
    """
    file = connections.file
    problem = await asyncio.to_thread(file.damage)
    if problem is None:
        return WHOLE
    return _one(RepairFact.DATABASE_DAMAGED, problem=problem), await _rebuilt(connections, problem)


def _one(fact: RepairFact, **values: str) -> RepairFindings:
    return (RepairFinding.of(fact, **values),)


async def _no_work() -> RepairFindings:
    return _one(RepairFact.REOPENED)


async def _put_back(connections: DatabaseConnections) -> RepairFindings:
    """The open connection still has the content, whatever happened to the name of the file."""
    try:
        draft = await _draft(connections)
    except (sqlite3.Error, BackupError, StorageError) as error:
        return await _rebuilt(connections, str(error))
    aside = await connections.reopen_after(asyncio.to_thread(connections.file.put_in_place, draft))
    return *_one(RepairFact.PUT_BACK), *_kept(aside)


async def _draft(connections: DatabaseConnections) -> Path:
    """A whole copy of what the writing connection sees. Raises BackupError if a committed write is missing in it."""
    draft = connections.file.draft()
    with closing(sqlite3.connect(draft, isolation_level=None, check_same_thread=False)) as target:
        await connections.writer.backup(target)
    number = await asyncio.to_thread(connections.file.finish, draft)
    if number != connections.number:
        raise BackupError(f"the open connection knows write {number}, and {connections.number} is the last one")
    return draft


def _kept(aside: Path | None) -> RepairFindings:
    return _one(RepairFact.KEPT_ASIDE, file=aside.name) if aside is not None else ()


async def _rebuilt(connections: DatabaseConnections, problem: str) -> RepairFindings:
    try:
        done = await connections.reopen_after(asyncio.to_thread(connections.file.rebuild, problem))
    except NothingToRebuildFrom as nothing:
        with contextlib.suppress(ConfigError, StorageError):  # parts of it may still be readable
            await connections.open()
        path = connections.file.path
        raise StorageError(f"{path}: {problem}; {nothing}", StorageReason.CORRUPT) from nothing
    connections.observer.repaired(str(done))
    made = done.made
    if made.base is not None:
        source = RepairFinding.of(RepairFact.REBUILT_FROM_BACKUP, count=made.replayed, backup=made.base.name)
    else:
        source = RepairFinding.of(RepairFact.REBUILT_FROM_JOURNAL, count=made.replayed)
    if not made.lost:
        return source, *_one(RepairFact.NOTHING_LOST), *_kept(done.aside)
    lost = RepairFinding.of(RepairFact.WRITES_LOST, count=made.lost, problem=made.problem or "?")
    return source, lost, *_kept(done.aside)


async def _unusable(connections: DatabaseConnections) -> StorageError | None:
    try:
        await connections.reader.execute_fetchall("SELECT number FROM journaled")
        await connections.writer.execute("BEGIN IMMEDIATE")
        await connections.writer.execute("ROLLBACK")
    except sqlite3.Error as error:
        return storage_error(str(connections.file.path), error)
    return None
