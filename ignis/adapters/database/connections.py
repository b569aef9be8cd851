"""The two connections to `ignis.db`, one that writes and one that reads, and whether they can be used."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import aiosqlite

from ignis.adapters.database.database_file import DatabaseFile, FileIdentity, changed
from ignis.adapters.database.errors import storage_error
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError, StorageReason

T = TypeVar("T")


class DatabaseConnections:
    """`number` is the last write that was committed, `schema` the version of the schema. To be opened before use."""

    def __init__(self, file: DatabaseFile, tell: Callable[[str], None]) -> None:
        """`tell` is given a line for the log whenever something had to be made good."""
        self.file = file
        self.tell = tell
        self.writer: aiosqlite.Connection
        self.reader: aiosqlite.Connection
        self.number = 0
        self.schema = 0
        self.was_cut_off = False
        """When it was opened, the log of writes was still there: whoever wrote last was killed."""
        self.closed: StorageError | None = StorageError(f"{file.path.name} is not open yet")
        """Why nothing can be asked; None while it can."""
        self._settled = asyncio.Event()  # it is open, or cannot be opened, which `closed` says
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
            self._settled.set()

    async def close(self) -> None:
        """Whoever asks from now on waits until it is open again, or cannot be opened."""
        if self.closed is not None:
            return
        self._settled.clear()
        self.closed = StorageError(f"{self.file.path.name} is closed")
        for connection in (self.reader, self.writer):  # the writer last: only it may move the log into the file
            with contextlib.suppress(sqlite3.Error):  # of a damaged file; it is closed all the same
                await connection.close()

    async def anew(self, work: Coroutine[Any, Any, T]) -> T:
        """Closes, does `work` on the file that nobody has open, and opens again. Returns or raises what `work` does.

        When it fails, whoever waits is told why instead of waiting for ever: the next `open` may succeed.
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
            self._settled.set()
        return done

    @property
    def being_mended(self) -> bool:
        """It is closed just now, and about to be open again."""
        return not self._settled.is_set()

    async def demand(self) -> None:
        """Returns when something can be asked. Raises StorageError when that is not to be expected."""
        await self._settled.wait()
        if self.closed is not None:
            raise self.closed

    def trouble(self) -> tuple[StorageReason, str] | None:
        """What became of the file under the open connections, in a word and in words; None for nothing bad."""
        found = self.file.identity()
        trouble = changed(self._seen, found)
        if trouble is None:
            self._seen = found
        return trouble

    async def _open(self) -> None:
        self.was_cut_off = self.file.log_size() > 0
        # first, and not through aiosqlite: its thread dies noisily when a connection cannot be opened
        prepared = await asyncio.to_thread(self.file.prepare)
        for line in prepared.told:
            self.tell(line)
        self.number, self.schema, self._seen = prepared.number, prepared.schema, self.file.identity()
        self.writer = await self._connect()
        self.reader = await self._connect()
        await self.writer.execute("PRAGMA synchronous = FULL")
        await self.writer.execute("PRAGMA foreign_keys = ON")
        await self.writer.execute("PRAGMA secure_delete = ON")  # what a member had deleted is overwritten
        await self.reader.execute("PRAGMA query_only = ON")

    async def _connect(self) -> aiosqlite.Connection:
        return await aiosqlite.connect(self.file.path, isolation_level=None, timeout=self.file.busy_timeout)
