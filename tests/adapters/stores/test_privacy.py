"""What the file alone knows: a member's account, and the syncs that the member started."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import structlog

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.adapters.stores.sync_runs import SqliteSyncRuns
from ignis.bot.health.erasures import PendingErasures
from ignis.services.ports import DeletedRecords
from tests.support.legion.staff import OFFICER, Staff, minutes
from tests.support.legion.stores import Stores

ANA, BEA = 100_000_000_000_000_001, 100_000_000_000_000_002
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_the_export_has_every_column_of_the_member(stores: Stores, staff: Staff) -> None:
    await staff.points(ANA, 20)
    exported = await stores.privacy.everything(ANA)
    at = minutes(1).isoformat()
    assert exported["member"] == {
        "points": 20,
        "rank": "Initiate",
        "path": "recruits",
        "company": None,
        "gold_studs": 0,
        "silver_studs": 0,
        "declined": None,
        "role_rank": None,
        "roles_due": 1,
        "created_at": at,
        "updated_at": at,
    }
    assert exported["ledger"] == [
        {"at": at, "amount": 20, "total": 20, "reason": "patrol", "actor_id": str(OFFICER.user_id), "order_id": None}
    ]


async def test_the_account_is_exported_and_deleted(database: Database, stores: Stores) -> None:
    await AccountMemory(database).keep(ANA, RememberedAccount(7, "Ana7", None, NOON))
    await AccountMemory(database).keep(BEA, RememberedAccount(8, "Bea8", None, NOON))
    exported = await stores.privacy.everything(ANA)
    assert exported["account"] == {
        "roblox_id": 7,
        "name": "Ana7",
        "headshot_url": None,
        "asked_at": NOON.isoformat(),
        "closed": 0,
        "confirmed": 1,
    }
    assert await stores.privacy.delete(ANA, NOON) == DeletedRecords(0, 0, 0, 0, accounts=1)
    assert set(await AccountMemory(database).find([ANA, BEA])) == {BEA}


async def test_a_sync_that_the_member_started_stays_without_a_name(database: Database, stores: Stores) -> None:
    runs = SqliteSyncRuns(database)
    run = await runs.begin(ANA, "en", 30, NOON)
    assert run is not None
    await stores.privacy.delete(ANA, NOON)
    kept = await runs.find(run.id)
    assert kept is not None
    assert (kept.started_by, kept.total) == (None, 30)


async def test_a_deletion_leaves_one_line_without_a_name(database: Database, stores: Stores, staff: Staff) -> None:
    await staff.points(ANA, 5)
    await stores.privacy.delete(ANA, NOON)
    lines = await database.fetch("audit", "SELECT at, action, user_id, actor_id, reason FROM audit")
    assert lines == [(NOON.isoformat(), "deleted", None, None, None)]


async def test_where_nothing_was_stored_no_line_is_left(database: Database, stores: Stores) -> None:
    assert not (await stores.privacy.delete(ANA, NOON)).anything
    assert await database.fetch("audit", "SELECT * FROM audit") == []


async def test_a_mention_in_a_reason_is_gone_from_every_file(tmp_path: Path, stores: Stores, staff: Staff) -> None:
    await staff.points(BEA, 5, f"helped <@{ANA}> on patrol")
    assert (await stores.privacy.delete(ANA, NOON)).traces == 1
    holding = [file for file in tmp_path.rglob("*") if file.is_file() and str(ANA).encode() in file.read_bytes()]
    assert holding == []
    (line,) = await stores.history.lines(BEA, None, 9)
    assert line.entry.reason == "helped <@…> on patrol"


async def test_a_deletion_that_cannot_reach_the_backups_says_so_and_is_made_up_for_after_a_restart(
    tmp_path: Path,
) -> None:
    folder, file = tmp_path / "backups", tmp_path / "ignis.db"
    log = structlog.stdlib.get_logger("test")
    async with open_database(file, busy_timeout=1) as database:
        await AccountMemory(database).keep(ANA, RememberedAccount(7, "AnaOfNocturne", None, NOON))
        await database.back_up(keep=5)
        kept = {path.name: path.read_bytes() for path in folder.iterdir()}
        shutil.rmtree(folder)
        folder.write_text("no folder", encoding="utf-8")  # not even root can make a backup in it
        privacy = SqlitePrivacy(database)
        deleted = await privacy.delete(ANA, NOON)
        assert (deleted.accounts, deleted.pending) == (1, True)
        again = await privacy.delete(ANA, NOON)
        assert (again.anything, again.pending) == (False, True)
        assert await privacy.erasure_due_since() == NOON
    async with open_database(file, busy_timeout=1) as database:
        erasures = PendingErasures(SqlitePrivacy(database), log)
        await erasures.look()
        assert erasures.due_since == NOON
        assert erasures.state()["problem"]
        folder.unlink()
        folder.mkdir()
        for name, content in kept.items():
            (folder / name).write_bytes(content)
        await erasures.look()
        assert erasures.state() == {"erasure_due_since": None, "problem": None}
        assert await SqlitePrivacy(database).erasure_due_since() is None
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert [path for path in files if b"AnaOfNocturne" in path.read_bytes()] == []


async def test_a_deletion_that_reaches_everything_leaves_nothing_to_do(database: Database, stores: Stores) -> None:
    await AccountMemory(database).keep(ANA, RememberedAccount(7, "Ana7", None, NOON))
    assert not (await stores.privacy.delete(ANA, NOON)).pending
    assert await SqlitePrivacy(database).erasure_due_since() is None
