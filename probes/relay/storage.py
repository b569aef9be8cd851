"""What the relay begins with, and where it keeps what it learns: relay.db, or memory alone while that is unusable."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.relay.changes import Changes
from probes.relay.incidents.state import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.notices.state import NoticeState
from probes.relay.outbox import limits, outbox
from probes.relay.outbox.limits import SendLimits
from probes.relay.outbox.outbox import Outbox
from probes.relay.relay_database import RelayDatabase, Source
from probes.relay.store import SCHEMA, RelayStore, Stored
from probes.relay.write_behind import WriteBehind


@dataclass(frozen=True)
class Beginning:
    """What the run before left, as this run goes on with it."""

    stored: Stored
    outbox: Outbox
    limits: SendLimits


def beginning(stored: Stored, source: Source, clock: Clock) -> Beginning:
    """`stored` is what could be read from `source`. What was sent is not known if that is not relay.db's own content.

    Example:
        begin = beginning(Stored(), Source.OWN, SystemClock())
    """
    now, at = clock.monotonic(), clock.now()
    if source in {Source.NOTHING, Source.NEW}:
        stored = _unknown_before(stored, at)
    known = stored.limits if source in {Source.OWN, Source.SPARE} else None
    return Beginning(
        stored,
        outbox.resumed(stored.entries, stored.message_states, at),
        limits.lost(now) if known is None else limits.resumed(known, now, at),
    )


def _unknown_before(stored: Stored, at: datetime) -> Stored:
    """No number that a lost or unreadable relay.db may hold is given again: they go on from the minutes since 1970."""
    number = int(at.timestamp()) // 60
    return replace(stored, engine=EngineState(next_number=number), notices=NoticeState(next_number=number))


def everything(begin: Beginning, clock: Clock) -> Changes:
    """All of it, to be written to a relay.db that has nothing of it."""
    stored = begin.stored
    return Changes(
        stored.engine,
        stored.notices,
        dict(stored.incidents),
        dict(begin.outbox.entries),
        begin.limits.stored(clock.monotonic(), clock.now()),
        stored.roads,
    )


class Storage:
    """relay.db of this run.

    Example:
        async with open_storage(home.relay_db, clock=clock, metrics=metrics, log=log) as storage:
            previous = await begin_run(storage.store, evidence, supervisor, clock)
            begin = await storage.begin()
            storage.kept.put(Changes(engine=state))
    """

    def __init__(
        self, path: Path, *, clock: Clock, metrics: RelayMetrics, log: Logger, spare_root: Path | None = None
    ) -> None:
        self.database = RelayDatabase(path, SCHEMA, spare_root=spare_root)
        self.store = RelayStore(self.database)
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._source = Source.NOTHING
        self._kept: WriteBehind | None = None

    @property
    def kept(self) -> WriteBehind:
        """Only after `begin`."""
        if self._kept is None:
            raise RuntimeError("what the run before left has not been read yet")
        return self._kept

    async def open(self) -> None:
        """Opens what can be read. Raises ConfigError if a newer Ignis wrote it."""
        self._source = await asyncio.to_thread(self.database.start)
        if self._source is Source.NEW:
            self._log.error(
                "relay.db was damaged and is set aside; the history of incidents starts again",
                kept=str(self.database.aside),
            )
        elif self.database.problem is not None:
            read = "what it holds is known" if self._source is Source.SPARE else "nothing of before is known"
            self._log.error(f"relay.db cannot be used: {self.database.problem}; {read}, alerts are sent from memory")

    async def begin(self, *, ran_before: bool = False) -> Beginning:
        """What the run before left. From now on changes are kept. `ran_before`: other files say that there was one."""
        if ran_before and self.database.created and self._source is Source.OWN:
            self._source = Source.NEW
            self._log.error("relay.db was lost; the history of incidents starts again")
        try:
            stored = await asyncio.to_thread(self.store.load)
        except StoreError as error:
            self._log.error(f"relay.db cannot be read: {error}; nothing of before is known")
            stored, self._source = Stored(), Source.NOTHING
        begin = beginning(stored, self._source, self._clock)
        await asyncio.to_thread(self.database.started)
        known = everything(begin, self._clock)
        self._kept = WriteBehind(
            self.store,
            self.database,
            known,
            usable=self._source in {Source.OWN, Source.NEW},
            metrics=self._metrics,
            log=self._log,
        )
        if self._source is Source.NEW:
            self._kept.put(known)
        return begin

    async def close(self) -> None:
        await asyncio.to_thread(self.database.close)


@asynccontextmanager
async def open_storage(
    path: Path, *, clock: Clock, metrics: RelayMetrics, log: Logger, spare_root: Path | None = None
) -> AsyncGenerator[Storage]:
    """relay.db, as far as it can be used, while the context is open; `spare_root` as for `RelayDatabase`."""
    storage = Storage(path, clock=clock, metrics=metrics, log=log, spare_root=spare_root)
    await storage.open()
    try:
        yield storage
    finally:
        await storage.close()
