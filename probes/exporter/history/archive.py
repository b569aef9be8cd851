"""history.db and what is not in it yet. The file is opened as soon as possible, and replaced when it is damaged.

What cannot be written stays in memory, up to the limits of `Pending`, and is written with the next batch.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.shielded import shielded
from ignis.runtime.telemetry.logs import Logger
from probes.database import Database, StoreError, open_database, set_aside
from probes.exporter.history.answer import history, with_pending
from probes.exporter.history.forgetting import forget, forget_subjects
from probes.exporter.history.limits import WAL
from probes.exporter.history.pending import Pending
from probes.exporter.history.reading import LastRows, last, read
from probes.exporter.history.watch import milliseconds
from probes.exporter.history.window import Window
from probes.exporter.history.writing import write

_SCHEMA: Final = "probes.exporter.history"
_BUSY: Final = 2.0  # seconds a write waits at most: what it holds is safe in memory


class Archive:
    def __init__(self, path: Path, *, keep_days: int, busy_timeout_s: float, clock: Clock, log: Logger) -> None:
        self._path = path
        self._keep_days = keep_days
        self._busy_timeout_s = min(busy_timeout_s, _BUSY)
        self._clock = clock
        self._log = log
        self._database: Database | None = None
        self._writing = asyncio.Lock()
        self._full: set[str] = set()
        self.pending = Pending()
        """What is to be written. The recorder adds to it."""

    async def open(self) -> LastRows:
        """What the last run knew. Raises StoreError if it cannot be used now, ConfigError if a newer Ignis wrote it."""
        return await asyncio.to_thread(self._last)

    async def write(self) -> None:
        """Raises StoreError, and then everything is still pending."""
        await shielded(self._flush())  # a half-cancelled write: nobody would know whether it happened

    async def _flush(self) -> None:
        async with self._writing:
            batch, self.pending = self.pending, Pending()
            try:
                refused = await asyncio.to_thread(self._write, batch)
            except StoreError:
                self.pending = batch.followed_by(self.pending)
                raise
        self._log_refused(refused)

    async def answer(self, window: Window, subjects: Iterable[str], wanted: frozenset[str] | None) -> str:
        """`GET /history.json` as JSON; `subjects` are the current ones. Raises StoreError."""
        async with self._writing:  # otherwise the batch that is being written would count twice, or not at all
            pending = Pending().followed_by(self.pending)
            return await shielded(asyncio.to_thread(self._answer, window, pending, tuple(subjects), wanted))

    async def close(self) -> None:
        if self._database is not None:
            await asyncio.to_thread(self._database.close)
            self._database = None

    def bytes(self) -> int:
        """How much of the disk the history takes."""
        total = 0
        for file in (self._path, self._path.with_name(f"{self._path.name}-wal")):
            with contextlib.suppress(OSError):
                total += file.stat().st_size
        return total

    def _answer(
        self, window: Window, pending: Pending, subjects: tuple[str, ...], wanted: frozenset[str] | None
    ) -> str:
        frame = window.until(milliseconds(self._clock.now()))
        try:
            remembered = read(self._path, frame, wanted, self._busy_timeout_s)
        except StoreError as error:
            if error.damaged:
                self._start_over()
            raise
        shown = [name for name in subjects if wanted is None or name in wanted]
        return json.dumps(history(frame, with_pending(frame, remembered, pending, wanted), shown))

    def _last(self) -> LastRows:
        with self._opened().transaction() as db:
            forget_subjects(db)
            return last(db)

    def _write(self, batch: Pending) -> list[str]:
        try:
            with self._opened().transaction() as db:
                refused = write(db, batch)
                forget(db, milliseconds(self._clock.now()), self._keep_days)
                return refused
        except StoreError as error:
            if error.damaged:
                self._start_over()
            raise

    def _opened(self) -> Database:
        if self._database is not None and (why := self._database.misplaced()) is not None:
            self._log.warning(f"{self._path}: {why}; the history goes on in a new one")
            self._database.close()
            self._database = None
        if self._database is None:
            self._database, aside = open_database(self._path, self._busy_timeout_s, _SCHEMA)
            if aside is not None:
                self._log_damaged(aside)
            with self._database.settings() as db:
                # a power cut may cost the last seconds, like a kill; the file stays intact, and the disk syncs less
                db.execute("PRAGMA synchronous = NORMAL")
                db.execute(f"PRAGMA journal_size_limit = {WAL}")
        return self._database

    def _start_over(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None
        try:
            self._log_damaged(set_aside(self._path))
        except OSError as error:
            self._log.error(f"{self._path}: is damaged and cannot be set aside: {error.strerror}")

    def _log_damaged(self, aside: Path) -> None:
        """Keeps only the newest damaged file: a disk that damages one file after another must not fill up with them."""
        self._log.error("history.db was damaged and is set aside; the history starts empty", kept=str(aside))
        for older in sorted(self._path.parent.glob(f"{self._path.name}.damaged-*"))[:-1]:
            with contextlib.suppress(OSError):
                older.unlink()

    def _log_refused(self, refused: list[str]) -> None:
        if new := [name for name in refused if name not in self._full]:
            self._full.update(new)
            self._log.warning("the history has no room for more subjects", refused=", ".join(new))
