"""What `clean-up` gives back, on real files and a real database."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.bot.wiring.clean_up_parts import CyclicGarbage, DatabaseLog, FileDrafts, ForgottenAccounts, OldBackups
from ignis.repair.recovery import Freed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class NoonClock:
    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as opened:
        yield opened


async def test_drafts_that_a_killed_program_left_are_removed_and_young_ones_are_not(tmp_path: Path) -> None:
    for folder in ("run", "backups"):
        (tmp_path / folder).mkdir()
    old = [tmp_path / "run" / ".endpoints.json.x1", tmp_path / "backups" / ".backup-42", tmp_path / "ignis.db.new"]
    kept = [tmp_path / "run" / "endpoints.json", tmp_path / "ignis.db"]
    young = tmp_path / "run" / ".endpoints.json.x2"
    for file in (*old, *kept, young):
        file.write_text("1234", encoding="ascii")
    hour_ago = NOON.timestamp() - 3600
    for file in (*old, *kept):
        os.utime(file, (hour_ago - 1, hour_ago - 1))
    os.utime(young, (hour_ago, hour_ago))
    assert await FileDrafts(tmp_path, NoonClock()).free() == Freed(12, 3)
    assert [file.exists() for file in (*old, *kept, young)] == [False] * 3 + [True] * 3


async def test_accounts_are_forgotten_after_thirty_days(database: Database) -> None:
    memory = AccountMemory(database)
    for user_id, days in ((1, 29), (2, 31)):
        await memory.keep(user_id, RememberedAccount(user_id, "Emek", None, NOON - timedelta(days=days)))
    assert await ForgottenAccounts(memory, NoonClock()).free() == Freed(objects=1)
    assert list(await memory.find((1, 2))) == [1]


async def test_the_newest_backups_are_kept(database: Database) -> None:
    for user_id in range(3):
        await AccountMemory(database).keep(user_id, RememberedAccount(user_id, "Emek", None, NOON))
        await database.back_up(keep=9)
    newest = database.last_backup
    freed = await OldBackups(database, NoonClock(), kept=1).free()
    assert freed.objects >= 2
    assert freed.bytes > 0
    assert database.last_backup == newest


async def test_the_log_is_emptied(tmp_path: Path, database: Database) -> None:
    await AccountMemory(database).keep(1, RememberedAccount(1, "Emek", None, NOON))
    size = (tmp_path / "ignis.db-wal").stat().st_size
    assert size > 0
    assert await DatabaseLog(database).free() == Freed(bytes=size)
    assert (tmp_path / "ignis.db-wal").stat().st_size == 0


async def test_objects_that_only_refer_to_each_other_are_freed() -> None:
    first: list[object] = []
    first.append([first])
    del first
    assert (await CyclicGarbage().free()).objects >= 2
