"""`ignis.db`: one connection that writes and one that reads, for the whole bot.

Every write also goes to the journal, before it is committed (docs/recoveries.md). Errors of the driver become
StorageError here and nowhere else, and the observer hears of them, so that a recovery can run.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from ignis.adapters.database import file_repair
from ignis.adapters.database.backups import Backup, BackupError, remove
from ignis.adapters.database.connections import DatabaseConnections
from ignis.adapters.database.database_file import DatabaseFile
from ignis.adapters.database.errors import refusing, storage_error
from ignis.adapters.database.file_repair import RepairReport
from ignis.adapters.database.journal import JournalEntry
from ignis.adapters.database.observer import UNOBSERVED, DatabaseObserver
from ignis.adapters.database.transaction import Statement, Transaction
from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.shielded import shielded
from ignis.runtime.telemetry.tracing import SpanKind, span
from ignis.services.ports import StorageReason

_SYSTEM: Final = SystemClock()


class Database:
    """Runs named queries. A name is a short constant: it becomes the label of a metric.

    Example:
        rows = await database.fetch("find_member", "SELECT points FROM members WHERE user_id = ?", (user_id,))
        async with database.transaction("forget_member") as writer:
            await writer.execute("DELETE FROM members WHERE user_id = ?", (user_id,))
    """

    def __init__(self, file: DatabaseFile, observer: DatabaseObserver, clock: Clock) -> None:
        """Open it before use."""
        self._file = file
        self._connections = DatabaseConnections(file, observer)
        self._observer = observer
        self._clock = clock
        # one connection has one transaction: a writer has it alone, and nothing is read that may be rolled back
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Raises what `DatabaseFile.prepare` raises."""
        await self._connections.open()

    async def close(self) -> None:
        """From now on, queries wait until it is open again, or cannot be opened."""
        await self._connections.close()

    @property
    def was_cut_off(self) -> bool:
        """The write-ahead log was still there when the file was opened: the last writer was killed."""
        return self._connections.was_cut_off

    @property
    def last_backup(self) -> Backup | None:
        return next(iter(self._file.backups.all()), None)

    async def fetch(self, name: str, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Reads with one statement what has been committed so far. Does not wait for writers. Raises StorageError."""
        await self._connections.wait_usable()
        async with self._measured(name):
            return [tuple(row) for row in await refusing(self._connections.reader.execute_fetchall(sql, values))]

    @asynccontextmanager
    async def transaction(self, name: str) -> AsyncGenerator[Transaction]:
        """Commits when the block ends. Rolls back if the block raises or is cancelled. Raises StorageError."""
        async with self._turn, self._measured(name):
            await self._connections.wait_usable()
            self.look()
            try:
                await self._connections.writer.execute("BEGIN IMMEDIATE")
                transaction = Transaction(self._connections.writer)
                yield transaction
            except BaseException:  # cancellation too: the thread of the driver still runs what it was given, in order
                await self._roll_back()
                raise
            await shielded(self._commit(name, transaction.written))

    async def empty_log(self) -> int:
        """Moves the write-ahead log into the file and leaves it empty, unless a reader uses it for long.

        Returns the number of bytes that this freed. Raises StorageError.
        """
        before = self._file.log_size()
        async with self._turn, self._measured("empty_log"):
            await self._connections.wait_usable()
            await self._connections.writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return max(0, before - self._file.log_size())

    async def schema_version(self) -> int:
        self.look()
        return int((await self.fetch("schema_version", "PRAGMA user_version"))[0][0])

    def look(self) -> StorageReason | None:
        """Checks that the file is still the one that was opened, and not shorter. Returns what is wrong, or None.

        The observer hears of it, too. Writes that come meanwhile are safe in the journal.
        """
        if (closed := self._connections.closed) is not None:
            if self._connections.reopening:
                return closed.reason
            # whatever closed it, it has to be opened again
            reason = StorageReason.CORRUPT if closed.reason is StorageReason.CORRUPT else StorageReason.OTHER
            self._observer.trouble(reason, str(closed))
            return reason
        change = self._connections.harmful_change()
        if change is None:
            return None
        reason, what = change
        self._observer.trouble(reason, f"{self._file.path.name} {what} while it was in use")
        return reason

    async def reopen(self) -> RepairReport:
        """Opens the file again if its connections do not work, or puts a lost file back. Raises StorageError.

        The content comes from the open connection, or else from backup and journal.
        """
        async with self._turn, self._measured("reopen"):
            return await shielded(file_repair.reopen(self._connections))

    async def restore(self) -> RepairReport:
        """Checks every page, and rebuilds the file from backup and journal if it is damaged.

        Raises StorageError, also if there is nothing to rebuild it from.
        """
        async with self._measured("look_at_every_page"):  # a long check, during which others write
            if await asyncio.to_thread(self._file.damage) is None:
                return file_repair.WHOLE
        async with self._turn, self._measured("restore"):
            return await shielded(file_repair.restore(self._connections))

    async def back_up(self, keep: int) -> Backup:
        """Makes a backup and removes all but the newest `keep`, and the journal before them. Raises StorageError."""
        await self._connections.wait_usable()
        async with self._measured("back_up"):
            async with self._turn:  # the writes so far will be in the backup, and in segments of their own
                torn, self._file.journal.torn = self._file.journal.torn, False
                self._file.journal.begin(self._connections.number, self._connections.schema)
            try:
                made = await asyncio.to_thread(self._file.back_up)
            except BaseException:
                self._file.journal.torn |= (
                    torn  # cancellation too: the writes that the journal lost are still in no backup
                )
                raise
        async with self._turn, self._measured("thin_out"):
            await asyncio.to_thread(self._file.thin_out, keep)
        return made

    async def tidy(self, keep: int, *, aside_before: float) -> tuple[int, int]:
        """Removes all but the newest `keep` backups, and damaged files set aside before `aside_before`.

        That is in seconds since 1970. Returns how many bytes and files this freed. It writes nothing, so it also works
        on a full disk. Raises StorageError.
        """
        async with self._turn, self._measured("tidy"):
            size, count = await asyncio.to_thread(self._file.thin_out, keep)
            old = [path for path in self._file.set_aside() if path.stat().st_mtime < aside_before]
            size_aside, count_aside = await asyncio.to_thread(remove, old)
        return size + size_aside, count + count_aside

    async def forget_past(self) -> None:
        """Removes deleted data from the write-ahead log, the backups and the journal, too. Raises StorageError."""
        await self.back_up(keep=1)
        async with self._measured("forget_past"):
            await asyncio.to_thread(remove, self._file.set_aside())
        await self.empty_log()

    def is_backup_due(self, every: float, now: float, most: int) -> bool:
        """Whether the newest backup lacks a write, and a new backup is due.

        It is due if the newest is `every` seconds old at `now` (seconds since 1970), or if the journal is larger than
        `most` bytes or has lost something.
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
            with contextlib.suppress(OSError):  # the next entry overwrites it
                await asyncio.to_thread(journal.take_back, entry.number)
            raise
        self._connections.number += bool(written)

    async def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):  # there may be nothing to roll back
            await self._connections.writer.execute("ROLLBACK")

    @asynccontextmanager
    async def _measured(self, name: str) -> AsyncGenerator[None]:
        began = self._clock.monotonic()
        with span(f"query {name}", SpanKind.CLIENT):
            try:
                yield
            except (sqlite3.Error, OSError, BackupError) as error:
                failure = storage_error(f"the database failed at {name}", error)
                if failure.reason is not StorageReason.REFUSED:  # the database is well, only the value is not
                    self._observer.trouble(failure.reason, str(failure))
                raise failure from error
            finally:
                self._observer.queried(name, self._clock.monotonic() - began)


@asynccontextmanager
async def open_database(
    path: Path,
    *,
    busy_timeout: float,
    observer: DatabaseObserver = UNOBSERVED,
    clock: Clock = _SYSTEM,
) -> AsyncGenerator[Database]:
    """Opens or creates the file, with `backups/` and `journal/` beside it. Raises what `Database.open` raises.

    Example:
        async with open_database(home.ignis_db, busy_timeout=5) as database:
            members = SqliteMembers(database)
    """
    file = DatabaseFile(path, busy_timeout=busy_timeout, clock=clock)
    database = Database(file, observer, clock)
    await database.open()
    try:
        yield database
    finally:
        await database.close()
