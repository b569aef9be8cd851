"""Stores what the relay knows, behind its back: nobody waits for a disk that does not take it.

What relay.db does not take is written to its spare, so that it survives a kill, and is tried again every second. If
relay.db is another file by then, or an empty one, everything that is known is written to it.
"""

import asyncio
import contextlib
from functools import partial
from typing import Final

from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.relay.changes import Changes
from probes.relay.metrics import RelayMetrics
from probes.relay.relay_database import RelayDatabase
from probes.relay.store import RelayStore

PATIENCE: Final = 2.0
"""Seconds that a message waits for a disk that is slow. One that says no is not waited for."""

_RETRY_EVERY = 1.0


class WriteBehind:
    """Takes changes at once, and writes them in order, many at a time.

    Example:
        kept = WriteBehind(store, database, known, metrics=metrics, log=log)
        kept.put(Changes(engine=state))
        if not await kept.settled():
            print("told from memory")
    """

    def __init__(
        self,
        store: RelayStore,
        database: RelayDatabase,
        known: Changes,
        *,
        usable: bool,
        metrics: RelayMetrics,
        log: Logger,
    ) -> None:
        """`known` is what was loaded; `usable` says whether it is in relay.db."""
        self._store = store
        self._database = database
        self._known = known
        self._unstored = Changes() if usable else known
        self._writing = Changes()
        self._metrics = metrics
        self._log = log
        self._usable = usable
        self._put = self._stored = self._spared = 0  # numbers of the newest changes
        self._retry_at = 0.0
        self._spare_fails = False
        self._work = asyncio.Event()
        self._round = asyncio.Event()  # set when the write of the moment is over
        self._write: asyncio.Task[None] | None = None
        if not self._unstored.empty:
            self._work.set()
        self._count()

    @property
    def usable(self) -> bool:
        """Whether the last write succeeded."""
        return self._usable

    @property
    def unstored(self) -> Changes:
        """What is not on the disk, or not surely."""
        return self._writing.then(self._unstored)

    def put(self, changes: Changes) -> None:
        """From now on this is known. Returns at once."""
        if changes.empty:
            return
        self._known = self._known.then(changes).pruned()
        self._unstored = self._unstored.then(changes)
        self._put += 1
        self._count()
        self._work.set()

    async def settled(self) -> bool:
        """Whether all that was put survives a kill. Waits for the write of the moment, but for no disk that fails."""
        target = self._put
        try:
            async with asyncio.timeout(PATIENCE):
                while max(self._stored, self._spared) < target and (self._usable or not self._spare_fails):
                    self._work.set()
                    await self._round.wait()
        except TimeoutError:
            self._failed(f"{self._database.path}: the disk does not answer")
        return max(self._stored, self._spared) >= target

    async def run(self) -> None:
        """Never returns."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if self._usable else _RETRY_EVERY):
                    await self._work.wait()
            self._work.clear()
            await self._written()

    async def finish(self, timeout_s: float) -> None:
        """One more try to store what is not stored, for at most so long."""
        if not self.unstored.empty:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    await self._written()

    async def reopen(self, why: str, *, damaged: bool = False) -> None:
        """relay.db is not the file any more that is written to: the one in its place gets all that is known."""
        self._log.error(f"{self._database.path}: {why}; what is known is written to the file that is there now")
        await asyncio.to_thread(partial(self._database.give_up, damaged=damaged))
        self._unstored = self._known
        self._put += 1
        self._work.set()

    async def _written(self) -> None:
        if self._write is None or self._write.done():
            self._write = asyncio.create_task(self._write_all())
        await asyncio.shield(self._write)

    async def _write_all(self) -> None:
        self._writing, self._unstored, number = self._unstored, Changes(), self._put
        try:
            if not await self._written_to_store(number):
                await self._written_to_spare(number)
        except BaseException:  # whoever starts this again must find all that is left to write
            self._unstored = self.unstored
            raise
        finally:
            self._writing = Changes()
            self._count()
            done, self._round = self._round, asyncio.Event()
            done.set()

    async def _written_to_store(self, number: int) -> bool:
        """Whether relay.db has all of `_writing` now. If not, it waits again."""
        now = asyncio.get_running_loop().time()
        if not self._usable and now < self._retry_at:
            self._unstored = self.unstored
            return False
        try:
            await asyncio.to_thread(self._save, self._writing, self._known)
        except StoreError as error:
            self._unstored = self.unstored
            self._retry_at = now + _RETRY_EVERY
            self._failed(str(error))
            if error.damaged:
                await self.reopen("is damaged", damaged=True)
            return False
        self._stored = number
        if not self._usable:
            self._log.warning("relay.db can be written again; what was told meanwhile is stored")
        self._usable = True
        return True

    def _save(self, changes: Changes, known: Changes) -> None:
        self._store.save(known if self._database.opened_again() else changes)
        self._database.drop_spare()

    async def _written_to_spare(self, number: int) -> None:
        try:
            await asyncio.to_thread(self._save_to_spare, self._unstored, self._known)
        except StoreError as error:
            if not self._spare_fails:
                self._log.error(f"a relay that is killed now forgets what it has told: {error}")
            self._spare_fails = True
            return
        self._spared, self._spare_fails = number, False

    def _save_to_spare(self, changes: Changes, known: Changes) -> None:
        spare, new = self._database.spare()
        RelayStore(spare).save(known if new else changes)

    def _failed(self, why: str) -> None:
        if self._usable:
            self._log.error(f"incidents cannot be stored, alerts are sent from memory: {why}")
        self._usable = False

    def _count(self) -> None:
        self._metrics.unstored.set(self.unstored.told)
