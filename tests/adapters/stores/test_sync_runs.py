"""A run survives the bot: what was running before is there for the next process, and at most one runs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ignis.adapters.database.database import Database
from ignis.adapters.stores.sync_runs import SqliteSyncRuns
from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun, SyncTally
from ignis.services.ports import StorageError
from tests.adapters.stores.conftest import opened

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_a_run_is_found_whole_by_another_process(tmp_path: Path, database: Database) -> None:
    runs = SqliteSyncRuns(database)
    begun = await runs.begin(7, "pt-BR", 30, NOON)
    assert begun is not None
    shown = Shown(2**62, 2**62 + 1)
    await runs.show(begun.id, shown)
    await runs.advance(SyncRun(begun.id, 7, NOON, "pt-BR", 30, position=2**62, tally=SyncTally(1, 2, 3, 4)))
    async with opened(tmp_path / "ignis.db") as other:
        assert await SqliteSyncRuns(other).running() == SyncRun(
            begun.id, 7, NOON, "pt-BR", 30, position=2**62, tally=SyncTally(1, 2, 3, 4), shown=shown
        )


async def test_two_processes_cannot_begin_at_once(tmp_path: Path, database: Database) -> None:
    assert await SqliteSyncRuns(database).begin(7, "en", 30, NOON) is not None
    async with opened(tmp_path / "ignis.db") as other:
        assert await SqliteSyncRuns(other).begin(8, "en", 30, NOON) is None


async def test_a_number_is_never_used_twice(database: Database) -> None:
    """Buttons in old messages hold it."""
    runs = SqliteSyncRuns(database)
    first = await runs.begin(7, "en", 30, NOON)
    assert first is not None
    await runs.end(first.id, RunState.FINISHED, NOON)
    async with database.transaction("clean_up") as connection:
        await connection.execute("DELETE FROM sync_runs")
    second = await runs.begin(7, "en", 30, NOON)
    assert second is not None
    assert second.id == first.id + 1


async def test_a_state_that_does_not_exist_cannot_be_stored(database: Database) -> None:
    with pytest.raises(StorageError):
        async with database.transaction("break") as connection:
            await connection.execute(
                "INSERT INTO sync_runs (started_at, language, total, state) VALUES ('now', 'en', 1, 'paused')"
            )
    assert await SqliteSyncRuns(database).running() is None
