"""`reopen-database` and `restore-database` on a real file: they do nothing to a sound one, and repair a broken one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.stores.members import SqliteMembers
from ignis.domain.health.repair_facts import RepairFact, in_a_line
from ignis.domain.members.member import Grant
from ignis.repair.recovery import NOTHING, found
from ignis.repair.reopen_database import ReopenDatabase
from ignis.repair.restore_database import RestoreDatabase

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as opened:
        yield opened


async def test_a_sound_file_is_left_alone(database: Database) -> None:
    reports = [await ReopenDatabase(database).run(), await RestoreDatabase(database).run()]
    assert [report.did for report in reports] == [NOTHING, NOTHING]
    assert in_a_line(reports[1].found) == "database_whole"


async def test_a_deleted_file_is_put_back(tmp_path: Path, database: Database) -> None:
    (tmp_path / "ignis.db").unlink()
    report = await ReopenDatabase(database).run()
    assert in_a_line(report.found) == "database_deleted"
    assert report.did != NOTHING
    assert (tmp_path / "ignis.db").exists()
    assert (await ReopenDatabase(database).run()).did == NOTHING


async def test_a_damaged_file_is_rebuilt_from_backup_and_journal(tmp_path: Path, database: Database) -> None:
    members = SqliteMembers(database)
    await members.record([Grant(1, 5, 2, "patrol", NOON, "Initiate", "recruits")])
    await database.back_up(keep=1)
    await members.record([Grant(1, 6, 2, "patrol", NOON, "Initiate", "recruits")])
    await database.empty_log()
    with (tmp_path / "ignis.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"x" * 4096 * 4)
    report = await RestoreDatabase(database).run()
    assert report.did != NOTHING
    assert (await RestoreDatabase(database).run()) == found(RepairFact.DATABASE_WHOLE)
    member = await members.find(1)
    assert member is not None
    assert member.points == 11
