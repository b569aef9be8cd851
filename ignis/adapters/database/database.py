"""`ignis.db`: one connection that writes, one that reads, for the whole bot.

Every write goes to the journal as well, before it is committed (docs/recoveries.md). Errors of the driver become
StorageError here, once, and are told to whoever can have them mended.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from ignis.adapters.database import mending as sqlite_mending
from ignis.adapters.database.backups import Backup, BackupError, remove
from ignis.adapters.database.connections import DatabaseConnections
from ignis.adapters.database.database_file import DatabaseFile
from ignis.adapters.database.errors import storage_error
from ignis.adapters.database.journal import JournalEntry
from ignis.adapters.database.mending import Mended
from ignis.adapters.database.transaction import Statement, Transaction
from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.shielded import shielded
from ignis.runtime.telemetry.tracing import SpanKind, span
from ignis.services.ports import StorageReason

Observe = Callable[[str, float], None]
"""Told a query's name and how many seconds it took, also when it failed."""

Noticed = Callable[[StorageReason, str], None]
"""Told what is wrong with the database, in a word and in a line, whenever that shows."""


class Database:
    """Runs named queries. A name is a short constant: it becomes a metric's label."""

    def __init__(self, file: DatabaseFile, observe: Observe, noticed: Noticed, tell: Callable[[str], None]) -> None:
        """To be opened before use. `tell` is given a line for the log whenever something had to be made good."""
        self._file = file
        self._connections = DatabaseConnections(file, tell)
        self._observe = observe
        self._noticed = noticed
        # one connection has one transaction: whoever writes has it alone, and nobody reads what may be rolled back
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Raises what `DatabaseFile.prepare` raises."""
        await self._connections.open()

    async def close(self) -> None:
        """Whoever asks from now on waits until it is open again, or cannot be opened."""
        await self._connections.close()

    @property
    def was_cut_off(self) -> bool:
        """When it was opened, the log of writes was still there: whoever wrote last was killed."""
        return self._connections.was_cut_off

    @property
    def last_backup(self) -> Backup | None:
        return next(iter(self._file.backups.all()), None)

    async def fetch(self, name: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Runs one statement that reads, at once, on what has been committed so far. Raises StorageError."""
        await self._connections.demand()
        async with self._measured(name):
            return [tuple(row) for row in await self._connections.reader.execute_fetchall(sql, values)]

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncGenerator[Transaction]:
        """Commits when the block ends, rolls back when it raises or is cancelled."""
        async with self._turn, self._measured(name):
            await self._connections.demand()
            self.look()
            try:
                await self._connections.writer.execute("BEGIN IMMEDIATE")
                transaction = Transaction(self._connections.writer)
                yield transaction
            except BaseException:  # cancellation too: what was asked of the driver's thread still runs there, in order
                await self._roll_back()
                raise
            await shielded(self._commit(name, transaction.written))

    async def empty_log(self) -> int:
        """Moves the log of writes into the file and leaves it empty, unless somebody reads from it for long.

        Returns how many bytes that gave back. Raises StorageError.
        """
        before = self._file.log_size()
        async with self._turn, self._measured("empty_log"):
            await self._connections.demand()
            await self._connections.writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return max(0, before - self._file.log_size())

    async def schema_version(self) -> int:
        self.look()
        return int((await self.fetch("schema_version", "PRAGMA user_version"))[0][0])

    def look(self) -> StorageReason | None:
        """Whether the file is still the one that was opened, and no shorter; if not, that is told as well.

        What is written meanwhile is safe in the journal.
        """
        if (closed := self._connections.closed) is not None:
            if self._connections.being_mended:
                return closed.reason
            # whatever closed it, it is to be opened again
            reason = StorageReason.CORRUPT if closed.reason is StorageReason.CORRUPT else StorageReason.OTHER
            self._noticed(reason, str(closed))
            return reason
        trouble = self._connections.trouble()
        if trouble is None:
            return None
        reason, what = trouble
        self._noticed(reason, f"{self._file.path.name} {what} while it was in use")
        return reason

    async def reopen(self) -> Mended:
        """Opens the file anew if its connections do not work, or puts it back where it was. Raises StorageError.

        What has been written is taken from the open connection, else from backup and journal.
        """
        async with self._turn, self._measured("reopen"):
            return await shielded(sqlite_mending.reopen(self._connections))

    async def restore(self) -> Mended:
        """Looks at every page, and makes the file anew from backup and journal if it is damaged.

        Raises StorageError, also where there is nothing to make it from.
        """
        async with self._measured("look_at_every_page"):  # a long look, for which nobody has to wait
            if await asyncio.to_thread(self._file.damage) is None:
                return f"{self._file.path.name} is whole", None
        async with self._turn, self._measured("restore"):
            return await shielded(sqlite_mending.restore(self._connections))

    async def back_up(self, keep: int) -> Backup:
        """Makes a backup and removes all but the newest `keep`, and the journal before them. Raises StorageError."""
        await self._connections.demand()
        async with self._measured("back_up"):
            async with self._turn:  # what has been written so far will be in the backup, and in segments of its own
                torn, self._file.journal.torn = self._file.journal.torn, False
                self._file.journal.begin(self._connections.number, self._connections.schema)
            try:
                made = await asyncio.to_thread(self._file.back_up)
            except BaseException:
                self._file.journal.torn |= torn  # cancellation too: what the journal lacks is still in no backup
                raise
        async with self._turn, self._measured("thin_out"):
            await asyncio.to_thread(self._file.thin_out, keep)
        return made

    async def tidy(self, keep: int, *, aside_before: float) -> tuple[int, int]:
        """Removes what no longer helps: all but the newest `keep` backups, and damaged files set aside before that
        moment (seconds of the calendar). How many bytes and files. Writes nothing, so a full disk does not hinder it.
        Raises StorageError.
        """
        async with self._turn, self._measured("tidy"):
            size, count = await asyncio.to_thread(self._file.thin_out, keep)
            old = [path for path in self._file.set_aside() if path.stat().st_mtime < aside_before]
            size_aside, count_aside = await asyncio.to_thread(remove, old)
        return size + size_aside, count + count_aside

    async def forget_past(self) -> None:
        """What was deleted is gone from the log, from backups and from the journal, too. Raises StorageError."""
        await self.back_up(keep=1)
        async with self._measured("forget_past"):
            await asyncio.to_thread(remove, self._file.set_aside())
        await self.empty_log()

    def is_backup_due(self, every: float, now: float, most: int) -> bool:
        """Whether there is something new that the newest backup lacks, and it is `every` seconds old at `now`
        (seconds of the calendar), or the journal has grown beyond `most` bytes or lost something.
        """
        newest, number = self.last_backup, self._connections.number
        if number == 0 or (newest is not None and newest.number == number):
            return False
        age = now - newest.at.timestamp() if newest else every
        return not 0 <= age < every or self._file.journal.torn or self._file.journal.size > most

    async def _commit(self, name: str, written: Sequence[Statement]) -> None:
        writer, journal = self._connections.writer, self._file.journal
        entry = JournalEntry(self._connections.number + 1, name, written)
        try:
            if written:
                await writer.execute("UPDATE journaled SET number = ?", (entry.number,))
                await asyncio.to_thread(journal.append, entry)
            await writer.execute("COMMIT")
        except BaseException:
            await self._roll_back()
            with contextlib.suppress(OSError):  # the next entry is written over it
                await asyncio.to_thread(journal.take_back, entry.number)
            raise
        self._connections.number += bool(written)

    async def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # there may be nothing to roll back
            await self._connections.writer.execute("ROLLBACK")

    @asynccontextmanager
    async def _measured(self, name: str) -> AsyncGenerator[None]:
        begun = perf_counter()
        with span(f"query {name}", SpanKind.CLIENT):
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
