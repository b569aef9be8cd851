"""Changes are stored in order, many at a time; a relay.db that takes none of them delays nobody."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from probes.relay.changes import Changes
from probes.relay.incidents.state import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.outbox.outbox import EntryState
from probes.relay.storage import Storage, open_storage
from probes.relay.store import RelayStore
from probes.relay.watch.own_database import PlaceCheck
from tests.probes.relay.rig import TurnedClock, entry_of, incident, readable_log
from tests.support.waiting import eventually


@dataclass
class Bench:
    storage: Storage
    registry: CollectorRegistry
    logged: list[dict[str, Any]]

    @property
    def unstored(self) -> float | None:
        return self.registry.get_sample_value("ignis_alerts_unstored")

    async def numbers(self, *, spare: bool = False) -> list[int]:
        store = RelayStore(self.storage.database.spare()[0]) if spare else self.storage.store
        return list((await asyncio.to_thread(store.load)).incidents)


@asynccontextmanager
async def bench(file: Path, spare_root: Path | None = None) -> AsyncGenerator[Bench]:
    root = spare_root or file.parent
    while not spare_root and not root.exists():
        root = root.parent
    registry, (log, logged) = CollectorRegistry(), readable_log()
    async with open_storage(
        file, clock=TurnedClock(), metrics=RelayMetrics(registry), log=log, spare_root=root
    ) as storage:
        await storage.begin()
        writing = asyncio.create_task(storage.kept.run())
        try:
            yield Bench(storage, registry, logged)
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)


def truncated(file: Path) -> None:
    os.truncate(file, 0)


def overwritten(file: Path) -> None:
    """The first pages are garbage, and the journal that holds them is gone."""
    with file.open("r+b") as raw:
        raw.write(b"\xff" * 8192)
    without_journal(file)


def without_journal(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


def with_another_journal(file: Path) -> None:
    journal = file.with_name(f"{file.name}-wal")
    other = file.with_name("other")
    shutil.copy(journal, other)
    other.replace(journal)


def told(number: int) -> Changes:
    return Changes(incidents={number: incident(number)}, entries={number: entry_of(incident(number))})


async def test_what_is_put_is_stored_in_the_background(tmp_path: Path) -> None:
    async with bench(tmp_path / "relay.db") as made:
        made.storage.kept.put(told(1))
        assert made.unstored == 1
        assert await made.storage.kept.settled()
        assert (await made.numbers(), made.unstored) == ([1], 0)
        assert await made.storage.kept.settled()  # nothing new: at once


async def test_many_changes_are_one_transaction_with_the_newest_of_each(tmp_path: Path) -> None:
    async with bench(tmp_path / "relay.db") as made:
        for number in range(1, 101):
            made.storage.kept.put(told(number % 10 + 1))
            made.storage.kept.put(Changes(engine=EngineState(next_number=number)))
        assert await made.storage.kept.settled()
        stored = await asyncio.to_thread(made.storage.store.load)
        assert (len(stored.incidents), stored.engine.next_number) == (10, 100)


async def test_what_a_locked_database_does_not_take_is_in_the_spare_until_it_does(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    async with bench(file) as made:
        with closing(sqlite3.connect(file)) as other:
            other.execute("BEGIN IMMEDIATE")
            for number in (1, 2):
                made.storage.kept.put(told(number))
                assert await made.storage.kept.settled()  # in the spare
            assert await made.numbers(spare=True) == [1, 2]
            assert (made.unstored, made.storage.kept.usable) == (2, False)
            other.rollback()
        await eventually(lambda: made.unstored == 0, "stored when it is free again")
        assert (await made.numbers(), made.storage.kept.usable) == ([1, 2], True)
        assert [line["event"].split(":")[0] for line in made.logged] == [
            "incidents cannot be stored, alerts are sent from memory",
            "relay.db can be written again; what was told meanwhile is stored",
        ]


async def test_a_database_that_was_deleted_is_made_anew_with_all_that_is_known(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    async with bench(file) as made:
        made.storage.kept.put(told(1))
        assert await made.storage.kept.settled()
        file.unlink()
        await PlaceCheck(made.storage.database, made.storage.kept).look()
        made.storage.kept.put(told(2))
        assert await made.storage.kept.settled()
        assert await made.numbers() == [1, 2]
        assert made.storage.database.misplaced() is None


@pytest.mark.parametrize("harm", [truncated, overwritten, without_journal, with_another_journal])
async def test_harm_to_the_files_is_seen_and_all_that_is_known_is_written_again(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    file = tmp_path / "relay.db"
    async with bench(file) as made:
        made.storage.kept.put(told(1))
        assert await made.storage.kept.settled()
        place = PlaceCheck(made.storage.database, made.storage.kept)
        await place.look()
        assert made.logged == []
        harm(file)
        await place.look()
        made.storage.kept.put(told(2))
        assert await made.storage.kept.settled()
        assert made.unstored == 0
        copy = tmp_path / "as after a kill"
        copy.mkdir()
        for one in tmp_path.glob("relay.db*"):
            shutil.copy(one, copy)
        async with bench(copy / "relay.db") as after:
            assert await after.numbers() == [1, 2]
        assert made.storage.database.misplaced() is None


async def test_a_database_that_is_spoilt_is_set_aside_and_made_anew_with_all_that_is_known(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    async with bench(file) as made:
        made.storage.kept.put(told(1))
        assert await made.storage.kept.settled()
        with closing(sqlite3.connect(file)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = file.stat().st_size
        file.write_bytes(b"\xff" * size)
        made.storage.kept.put(told(2))
        await eventually(lambda: made.storage.database.aside is not None, "set aside")
        await eventually(lambda: made.unstored == 0, "written to a new one")
        assert await made.numbers() == [1, 2]


async def test_without_relay_db_and_without_a_spare_nobody_waits(tmp_path: Path) -> None:
    file = tmp_path / "gone" / "relay.db"
    async with bench(file, spare_root=tmp_path / "not there") as made:
        made.storage.kept.put(told(1))
        assert not await made.storage.kept.settled()
        made.storage.kept.put(told(1))
        waiting = asyncio.ensure_future(made.storage.kept.settled())
        for _ in range(3):
            await asyncio.sleep(0)
        assert waiting.done()
        assert made.unstored == 1
        assert [line["event"].split(":")[0] for line in made.logged][-1] == (
            "a relay that is killed now forgets what it has told"
        )


async def test_what_is_known_after_a_start_without_relay_db_is_stored_when_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "gone" / "relay.db"
    async with bench(file) as made:
        made.storage.kept.put(told(1))
        assert await made.storage.kept.settled()
        file.parent.mkdir()
        await eventually(lambda: made.unstored == 0, "stored")
        assert await made.numbers() == [1]


async def test_what_is_left_is_stored_at_the_end(tmp_path: Path) -> None:
    async with bench(tmp_path / "relay.db") as made:
        made.storage.kept.put(told(1))
        await made.storage.kept.finish(10)
    async with bench(tmp_path / "relay.db") as made:
        stored = await asyncio.to_thread(made.storage.store.load)
        assert [one.state for one in stored.entries] == [EntryState.PENDING]
