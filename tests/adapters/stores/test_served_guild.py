"""The server that is served, and the others that were told of, outlive a restart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from ignis.adapters.stores.served_guild import SqliteServedGuild
from tests.adapters.stores.conftest import opened

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_one_server_is_served_and_remembered_over_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path / "ignis.db") as database:
        store = SqliteServedGuild(database)
        assert await store.served() is None
        await store.serve(1, NOON)
        await store.serve(1, NOON + timedelta(days=1))
        assert await database.fetch("since", "SELECT since FROM served_guild") == [(NOON.isoformat(),)]
    async with opened(tmp_path / "ignis.db") as database:
        store = SqliteServedGuild(database)
        assert await store.served() == 1
        await store.serve(2, NOON)
        assert await store.served() == 2


async def test_of_another_server_is_told_once(tmp_path: Path) -> None:
    async with opened(tmp_path / "ignis.db") as database:
        assert await SqliteServedGuild(database).tell(7, NOON)
    async with opened(tmp_path / "ignis.db") as database:
        store = SqliteServedGuild(database)
        assert not await store.tell(7, NOON)
        assert await store.tell(8, NOON)
