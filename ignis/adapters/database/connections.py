"""The two connections to `ignis.db`, one that writes and one that reads, and whether they can be used."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Coroutine
from typing import Any, TypeVar

import aiosqlite

from ignis.adapters.database.database_file import DatabaseFile, FileIdentity, harmful_change
from ignis.adapters.database.errors import storage_error
from ignis.adapters.database.observer import DatabaseObserver
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError, StorageReason

T = TypeVar("T")


class DatabaseConnections:
    """`number` is the last write that was committed, `schema` the version of the schema. Open it before use."""

    def __init__(self, file: DatabaseFile, observer: DatabaseObserver) -> None:
        self.file = file
        self.observer = observer
        self.writer: aiosqlite.Connection
        self.reader: aiosqlite.Connection
        self.number = 0
        self.schema = 0
        self.was_cut_off = False
        """The write-ahead log was still there when the file was opened: the last writer was killed."""
        self.closed: StorageError | None = StorageError(f"{file.path.name} is not open yet")
        """Why it cannot be used. None while it can."""
        self._decided = asyncio.Event()  # it is open, or it cannot be opened: `closed` says which
        self._seen: FileIdentity | None = None

    async def open(self) -> None:
        """Raises what `DatabaseFile.prepare` raises."""
        try:
            await self._open()
        except (ConfigError, StorageError) as error:
            self.closed = error if isinstance(error, StorageError) else StorageError(str(error), StorageReason.CORRUPT)
            raise
        else:
            self.closed = None
        finally:
            self._decided.set()

    async def close(self) -> None:
        """From now on, `wait_usable` waits until it is open again, or cannot be opened."""
        if self.closed is not None:
            return
        self._decided.clear()
        self.closed = StorageError(f"{self.file.path.name} is closed")
        for connection in (
            self.reader,
            self.writer,
        ):  # the writer last: only it may move the write-ahead log into the file
            with contextlib.suppress(sqlite3.Error):  # of a damaged file; it is closed all the same
                await connection.close()

    async def reopen_after(self, work: Coroutine[Any, Any, T]) -> T:
        """Closes, does `work` on the closed file, and opens again. Returns or raises what `work` does.

        If it fails, waiting queries fail with the reason instead of waiting for ever. The next `open` may succeed.
        """
        try:
            await self.close()
            done = await work
            await self.open()
        except (sqlite3.Error, OSError) as error:
            self.closed = storage_error(self.file.path.name, error)
            raise
        finally:
            work.close()
            self._decided.set()
        return done

    @property
    def reopening(self) -> bool:
        """It is closed at the moment, and about to be open again."""
        return not self._decided.is_set()

    async def wait_usable(self) -> None:
        """Returns once it can be used. Raises StorageError if that cannot be expected."""
        await self._decided.wait()
        if self.closed is not None:
            raise self.closed

    def harmful_change(self) -> tuple[StorageReason, str] | None:
        """What happened to the file while it was open: the reason, and one line. None if nothing bad did."""
        found = self.file.identity()
        change = harmful_change(self._seen, found)
        if change is None:
            self._seen = found
        return change

    async def _open(self) -> None:
        self.was_cut_off = self.file.log_size() > 0
        # first, and not by aiosqlite: its thread dies with a traceback if a connection cannot be opened
        prepared = await asyncio.to_thread(self.file.prepare)
        for line in prepared.repairs:
            self.observer.repaired(line)
        self.number, self.schema, self._seen = prepared.number, prepared.schema, self.file.identity()
        self.writer = await self._connect()
        self.reader = await self._connect()
        await self.writer.execute("PRAGMA synchronous = FULL")
        await self.writer.execute("PRAGMA foreign_keys = ON")
        await self.writer.execute("PRAGMA secure_delete = ON")  # deleted data of members is overwritten
        await self.reader.execute("PRAGMA query_only = ON")

    async def _connect(self) -> aiosqlite.Connection:
        return await aiosqlite.connect(self.file.path, isolation_level=None, timeout=self.file.busy_timeout)
