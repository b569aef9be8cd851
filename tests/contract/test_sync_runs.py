"""What every SyncRunStore does, in memory and on disk alike."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.database import open_database
from ignis.adapters.stores.sync_runs import SqliteSyncRuns
from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun, SyncTally
from ignis.services.ports import SyncRunStore
from tests.support.fakes.fake_sync_runs import FakeSyncRuns

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


@pytest_asyncio.fixture(params=["fake", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SyncRunStore]:
    if request.param == "fake":
        yield FakeSyncRuns()
        return
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        yield SqliteSyncRuns(database)


async def begun(store: SyncRunStore) -> SyncRun:
    run = await store.begin(7, "pt-BR", 30, NOON)
    assert run is not None
    return run


async def test_what_is_begun_runs_and_is_found(store: SyncRunStore) -> None:
    assert await store.running() is None
    run = await begun(store)
    assert run == SyncRun(run.id, 7, NOON, "pt-BR", 30)
    assert await store.running() == run
    assert await store.find(run.id) == run


async def test_a_second_one_does_not_begin_while_one_runs(store: SyncRunStore) -> None:
    first = await begun(store)
    assert await store.begin(8, "en", 5, NOON) is None
    assert await store.end(first.id, RunState.FINISHED, LATER)
    second = await store.begin(8, "en", 5, LATER)
    assert second is not None
    assert second.id > first.id


async def test_how_far_it_is_and_where_it_is_shown_is_kept(store: SyncRunStore) -> None:
    run = await begun(store)
    shown = Shown(100_000_000_000_000_000, 100_000_000_000_000_001)
    await store.show(run.id, shown)
    ahead = SyncRun(run.id, 7, NOON, "pt-BR", 30, position=55, tally=SyncTally(1, 2, 3, 4, 5), shown=shown)
    assert await store.advance(ahead)
    assert await store.running() == ahead


async def test_what_was_stopped_does_not_go_on(store: SyncRunStore) -> None:
    run = await begun(store)
    assert await store.end(run.id, RunState.STOPPED, LATER)
    assert not await store.advance(SyncRun(run.id, 7, NOON, "pt-BR", 30, position=55))
    assert not await store.end(run.id, RunState.FINISHED, LATER)
    assert await store.find(run.id) == SyncRun(run.id, 7, NOON, "pt-BR", 30, state=RunState.STOPPED, ended_at=LATER)
    assert await store.running() is None


async def test_nothing_is_found_of_what_never_was(store: SyncRunStore) -> None:
    assert await store.find(99) is None
    assert not await store.end(99, RunState.STOPPED, NOON)
