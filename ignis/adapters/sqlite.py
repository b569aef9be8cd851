"""`ignis.db`: one connection that writes, one that reads, for the whole bot.

Every write goes to the journal as well, before it is committed (docs/recoveries.md). Errors of the driver become
StorageError here, once, and are told to whoever can have them mended.
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

from ignis.adapters.backups import Backup, BackupError, remove
from ignis.adapters.database_file import DatabaseFile, Identity, changed
from ignis.adapters.holders import holders
from ignis.adapters.journal import Entry
from ignis.adapters.rebuild import NothingToRebuildFrom
from ignis.adapters.sqlite_errors import storage_error
from ignis.adapters.transaction import Statement, Transaction
from ignis.runtime.clock import Clock, SystemClock
from ignis.runtime.settings import ConfigError
from ignis.runtime.uninterrupted import uninterrupted
from ignis.services.ports import StorageError, StorageReason

Observe = Callable[[str, float], None]
"""Told a query's name and how many seconds it took, also when it failed."""

Noticed = Callable[[StorageReason, str], None]
"""Told what is wrong with the database, in a word and in a line, whenever that shows."""

Mended = tuple[str, str | None]
"""What was found, and what was done about it; None for nothing. One line each."""


class Database:
    """Runs named queries. A name is a short constant: it becomes a metric's label."""

    def __init__(self, file: DatabaseFile, observe: Observe, noticed: Noticed, tell: Callable[[str], None]) -> None:
        """To be opened before use. `tell` is given a line for the log whenever something had to be made good."""
        self._file = file
        self._observe = observe
        self._noticed = noticed
        self._tell = tell
        # one connection has one transaction: whoever writes has it alone, and nobody reads what may be rolled back
        self._turn = asyncio.Lock()
        self._settled = asyncio.Event()  # it is open, or cannot be opened, which `_closed` says
        self._closed: StorageError | None = StorageError(f"{file.path.name} is not open yet")
        self._was_cut_off = False
        self._number = 0
        self._schema = 0
        self._seen: Identity | None = None
        self._writer: aiosqlite.Connection
        self._reader: aiosqlite.Connection

    async def open(self) -> None:
        """Raises what `DatabaseFile.prepare` raises."""
        try:
            await self._open()
        except (ConfigError, StorageError) as error:
            self._closed = error if isinstance(error, StorageError) else StorageError(str(error), StorageReason.CORRUPT)
            raise
        else:
            self._closed = None
        finally:
            self._settled.set()

    async def _open(self) -> None:
        self._was_cut_off = self._file.log_size() > 0
        # first, and not through aiosqlite: its thread dies noisily when a connection cannot be opened
        prepared = await asyncio.to_thread(self._file.prepare)
        for line in prepared.told:
            self._tell(line)
        self._number, self._schema, self._seen = prepared.number, prepared.schema, self._file.identity()
        self._writer = await self._connect()
        self._reader = await self._connect()
        await self._writer.execute("PRAGMA synchronous = FULL")
        await self._writer.execute("PRAGMA foreign_keys = ON")
        await self._writer.execute("PRAGMA secure_delete = ON")  # what a member had deleted is overwritten
        await self._reader.execute("PRAGMA query_only = ON")

    async def close(self) -> None:
        """Whoever asks from now on waits until it is open again, or cannot be opened."""
        if self._closed is not None:
            return
        self._settled.clear()
        self._closed = StorageError(f"{self._file.path.name} is closed")
        for connection in (self._reader, self._writer):  # the writer last: only it may move the log into the file
            with contextlib.suppress(sqlite3.Error):  # of a damaged file; it is closed all the same
                await connection.close()

    @property
    def was_cut_off(self) -> bool:
        """When it was opened, the log of writes was still there: whoever wrote last was killed."""
        return self._was_cut_off

    @property
    def last_backup(self) -> Backup | None:
        return next(iter(self._file.backups.all()), None)

    async def fetch(self, name: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Runs one statement that reads, at once, on what has been committed so far. Raises StorageError."""
        await self._demand_open()
        async with self._measured(name):
            return [tuple(row) for row in await self._reader.execute_fetchall(sql, values)]

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncGenerator[Transaction]:
        """Commits when the block ends, rolls back when it raises or is cancelled."""
        async with self._turn, self._measured(name):
            await self._demand_open()
            self.look()
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                transaction = Transaction(self._writer)
                yield transaction
            except BaseException:  # cancellation too: what was asked of the driver's thread still runs there, in order
                await self._roll_back()
                raise
            await uninterrupted(self._commit(name, transaction.written))

    async def empty_log(self) -> None:
        """Moves the log of writes into the file and leaves it empty, unless somebody reads from it for long.

        Raises StorageError.
        """
        async with self._turn, self._measured("empty_log"):
            await self._demand_open()
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def schema_version(self) -> int:
        self.look()
        return int((await self.fetch("schema_version", "PRAGMA user_version"))[0][0])

    def look(self) -> StorageReason | None:
        """Whether the file is still the one that was opened, and no shorter; if not, that is told as well.

        What is written meanwhile is safe in the journal.
        """
        if self._closed is not None:
            self._noticed(self._closed.reason, str(self._closed))
            return self._closed.reason
        found = self._file.identity()
        trouble = changed(self._seen, found)
        if trouble is None:
            self._seen = found
            return None
        reason, what = trouble
        self._noticed(reason, f"{self._file.path.name} {what} while it was in use")
        return reason

    async def reopen(self) -> Mended:
        """Opens the file anew if its connections do not work, or puts it back where it was. Raises StorageError.

        What has been written is taken from the open connection, else from backup and journal.
        """
        async with self._turn, self._measured("reopen"):
            if self._closed is not None:
                problem = str(self._closed)
                await self.open()
                return problem, "opened it again"
            trouble = changed(self._seen, self._file.identity())
            if trouble is not None:
                return f"{self._file.path.name} {trouble[1]} while it was in use", await self._put_back()
            failure = await self._unusable()
            if failure is None:
                return f"{self._file.path.name} is read and written", None
            if failure.reason is StorageReason.LOCKED and await asyncio.to_thread(self._file.is_locked):
                held = await asyncio.to_thread(holders, self._file.path)
                return f"{self._file.path.name} is locked by {held}: writing waits for that program", None
            await self.close()
            await self.open()
            return str(failure), "opened it again"

    async def restore(self) -> Mended:
        """Looks at every page, and makes the file anew from backup and journal if it is damaged.

        Raises StorageError, also where there is nothing to make it from.
        """
        async with self._turn, self._measured("restore"):
            problem = await asyncio.to_thread(self._file.damage)
            if problem is None:
                return f"{self._file.path.name} is whole", None
            await self.close()
            return f"{self._file.path.name}: {problem}", await self._make_anew(problem)

    async def back_up(self, keep: int) -> Backup:
        """Makes a backup and removes all but the newest `keep`, and the journal before them. Raises StorageError."""
        await self._demand_open()
        async with self._measured("back_up"):
            made = await asyncio.to_thread(self._file.back_up)
        async with self._turn:
            self._file.journal.begin(self._number, self._schema)
            self._file.journal.torn = False
            await asyncio.to_thread(self._file.thin_out, keep)
        return made

    async def tidy(self, keep: int, *, aside_before: float) -> tuple[int, int]:
        """Empties the log of writes and removes what no longer helps: all but the newest `keep` backups, and damaged
        files set aside before that moment (seconds of the calendar). How many bytes and files. Raises StorageError.
        """
        before = self._file.log_size()
        await self.empty_log()
        async with self._measured("tidy"):
            size, count = await asyncio.to_thread(self._file.thin_out, keep)
            old = [path for path in self._file.set_aside() if path.stat().st_mtime < aside_before]
            size_aside, count_aside = await asyncio.to_thread(remove, old)
        return size + size_aside + max(0, before - self._file.log_size()), count + count_aside

    async def forget_past(self) -> None:
        """What was deleted is gone from the log, from backups and from the journal, too. Raises StorageError."""
        await self.back_up(keep=1)
        await asyncio.to_thread(remove, self._file.set_aside())
        await self.empty_log()

    def is_backup_due(self, every: float, now: float, most: int) -> bool:
        """Whether there is something new that the newest backup lacks, and it is `every` seconds old at `now`
        (seconds of the calendar), or the journal has grown beyond `most` bytes or lost something.
        """
        newest = self.last_backup
        if newest is not None and newest.number == self._number:
            return False
        if self._number == 0:
            return False
        age = now - newest.at.timestamp() if newest else every
        return not 0 <= age < every or self._file.journal.torn or self._file.journal.size > most

    async def _demand_open(self) -> None:
        await self._settled.wait()
        if self._closed is not None:
            raise self._closed

    async def _connect(self) -> aiosqlite.Connection:
        return await aiosqlite.connect(self._file.path, isolation_level=None, timeout=self._file.busy_timeout)

    async def _commit(self, name: str, written: Sequence[Statement]) -> None:
        entry = Entry(self._number + 1, name, written)
        try:
            if written:
                await self._writer.execute("UPDATE journaled SET number = ?", (entry.number,))
                await asyncio.to_thread(self._file.journal.append, entry)
            await self._writer.execute("COMMIT")
        except BaseException:
            await self._roll_back()
            with contextlib.suppress(OSError):  # the next entry is written over it
                await asyncio.to_thread(self._file.journal.take_back, entry.number)
            raise
        self._number += bool(written)

    async def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # there may be nothing to roll back
            await self._writer.execute("ROLLBACK")

    async def _put_back(self) -> str:
        """The content goes on living in the open connection, whatever became of the file's name."""
        try:
            draft = await self._draft()
        except (sqlite3.Error, BackupError, StorageError) as error:
            await self.close()
            return await self._make_anew(str(error))
        await self.close()
        aside = await asyncio.to_thread(self._file.put_in_place, draft)
        await self.open()
        return f"put it back from memory{f'; what stood there is kept as {aside.name}' if aside else ''}"

    async def _draft(self) -> Path:
        """A whole copy of what the writing connection sees. Raises BackupError where that is not all there was."""
        draft = self._file.draft()
        with closing(sqlite3.connect(draft, isolation_level=None, check_same_thread=False)) as target:
            await self._writer.backup(target)
        number = await asyncio.to_thread(self._file.finish, draft)
        if number != self._number:
            raise BackupError(f"the open connection knows write {number}, and {self._number} is the last one")
        return draft

    async def _make_anew(self, problem: str) -> str:
        try:
            told = await asyncio.to_thread(self._file.make_anew, problem)
        except NothingToRebuildFrom as nothing:
            with contextlib.suppress(ConfigError, StorageError):  # parts of it may still be readable
                await self.open()
            raise StorageError(f"{self._file.path}: {problem}; {nothing}", StorageReason.CORRUPT) from nothing
        self._tell(told)
        await self.open()
        return told.partition("; ")[2]

    async def _unusable(self) -> StorageError | None:
        try:
            await self._reader.execute_fetchall("SELECT number FROM journaled")
            await self._writer.execute("BEGIN IMMEDIATE")
            await self._writer.execute("ROLLBACK")
        except sqlite3.Error as error:
            return storage_error(str(self._file.path), error)
        return None

    @asynccontextmanager
    async def _measured(self, name: str) -> AsyncGenerator[None]:
        begun = perf_counter()
        try:
            yield
        except (sqlite3.Error, OSError, BackupError) as error:
            failure = storage_error(f"the database failed at {name}", error)
            self._noticed(failure.reason, str(failure))
            raise failure from error
        finally:
            self._observe(name, perf_counter() - begun)


@asynccontextmanager
async def open_database(
    path: Path,
    *,
    busy_timeout: float,
    observe: Observe,
    noticed: Noticed = lambda _reason, _what: None,
    tell: Callable[[str], None] = lambda _line: None,
    clock: Clock | None = None,
) -> AsyncGenerator[Database]:
    """Opens or creates the file, with `backups/` and `journal/` beside it. Raises what `Database.open` raises."""
    file = DatabaseFile(path, busy_timeout=busy_timeout, clock=clock or SystemClock())
    database = Database(file, observe, noticed, tell)
    await database.open()
    try:
        yield database
    finally:
        await database.close()
