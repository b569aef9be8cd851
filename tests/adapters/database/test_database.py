import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from ignis.adapters.database.database import open_database
from ignis.adapters.stores.members import SqliteMembers
from ignis.domain.members.member import Grant, Member
from ignis.runtime.config.schema import migrations
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageError
from ignis.services.privacy import Privacy
from ignis.services.profile import Profiles
from tests.support.legion.small_legion import LEGION
from tests.support.legion.staff import Staff, subject
from tests.support.legion.stores import on_disk

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def unobserved(_name: str, _seconds: float) -> None:
    pass


def grant(user_id: int, amount: int) -> Grant:
    return Grant(user_id, amount, actor_id=7, reason="patrol", at=NOON, rank="Aspirant", path=None)


def looked_up(path: Path, question: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchone()[0]


async def test_a_new_file_gets_the_newest_schema_and_survives_power_cuts(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    async with open_database(path, busy_timeout=1, observe=unobserved) as database:
        assert await database.schema_version() == len(migrations("ignis.adapters.database")) >= 1
        assert await database.fetch("mode", "PRAGMA journal_mode") == [("wal",)]
        async with database.transaction("settings") as writer:
            settings = [await writer.execute_fetchall(f"PRAGMA {name}") for name in ("synchronous", "foreign_keys")]
        assert [list(rows) for rows in settings] == [[(2,)], [(1,)]], "FULL, and on"


async def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    for amount in (5, 7):
        async with open_database(path, busy_timeout=1, observe=unobserved) as database:
            await SqliteMembers(database).record([grant(1, amount)])
    assert looked_up(path, "SELECT points FROM members") == 12


async def test_the_ledger_holds_who_whom_why_when_and_the_total(tmp_path: Path) -> None:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=unobserved) as database:
        await SqliteMembers(database).record([grant(1, 5), grant(1, -2)])
        lines = await database.fetch(
            "lines", "SELECT user_id, amount, total, actor_id, reason, at FROM ledger ORDER BY id"
        )
    at = "2026-01-01T12:00:00+00:00"
    assert lines == [(1, 5, 5, 7, "patrol", at), (1, -2, 3, 7, "patrol", at)]


@pytest.mark.parametrize("user_id", [1, 2], ids=["stored", "stranger"])
async def test_a_card_is_one_select_and_writes_nothing(tmp_path: Path, user_id: int) -> None:
    path, statements = tmp_path / "ignis.db", list[str]()
    async with open_database(path, busy_timeout=1, observe=unobserved) as database:
        store = SqliteMembers(database)
        await store.record([grant(1, 5)])
        before = path.read_bytes(), (tmp_path / "ignis.db-wal").read_bytes()
        for connection in (database._connections.reader, database._connections.writer):
            await connection.set_trace_callback(statements.append)
        await Profiles(store, lambda: LEGION).show(subject(user_id))
        assert (path.read_bytes(), (tmp_path / "ignis.db-wal").read_bytes()) == before
    assert [statement.split()[0] for statement in statements] == ["SELECT"]


async def test_a_file_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    first = (resources.files("ignis.adapters.database") / "migrations" / "0001_members.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"{first}; PRAGMA user_version = 1;")
        connection.execute("INSERT INTO members VALUES (1, 12, 'Aspirant', NULL, 3, 1, 2, 'then', 'then')")
        connection.executemany(
            "INSERT INTO ledger (user_id, amount, total, actor_id, reason, at) VALUES (1, ?, ?, 7, 'patrol', ?)",
            [(15, 15, "2026-01-01T12:00:00+00:00"), (-3, 12, "2026-01-01T12:01:00+00:00")],
        )
        connection.commit()
    async with open_database(path, busy_timeout=1, observe=unobserved) as database:
        stores = on_disk(database)
        assert await stores.members.find(1) == Member(1, 12, "Aspirant", None, 3, 1, 2)
        told = [(line.entry.before, line.entry.after) for line in await stores.history.lines(1, None, 9)]
        assert told == [(15, 12), (0, 15)]
        await Staff(stores.members, stores.promotions).points(1, 1)
    assert looked_up(path, "SELECT sum(amount) FROM ledger") == looked_up(path, "SELECT points FROM members") == 13


async def test_what_was_deleted_is_not_left_in_any_file(tmp_path: Path) -> None:
    path, secret = tmp_path / "ignis.db", "the secret of Isstvan"
    async with open_database(path, busy_timeout=1, observe=unobserved) as database:
        stores = on_disk(database)
        staff = Staff(stores.members, stores.promotions)
        for _ in range(200):  # several pages
            await staff.points(1, 1, secret)
        await database.back_up(keep=3)
        await staff.points(1, 1, secret)
        holding = [file for file in tmp_path.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
        assert {file.parent.name for file in holding} == {tmp_path.name, "backups", "journal"}
        await Privacy(stores.privacy).delete(1, NOON)
        assert not [file for file in tmp_path.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
        assert database.last_backup is not None
        assert await database.fetch(
            "audit", "SELECT at, action, user_id, actor_id, before, after, reason FROM audit"
        ) == [(NOON.isoformat(), "deleted", None, None, None, None, None)]


async def test_a_deletion_counts_although_somebody_reads_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    async with open_database(path, busy_timeout=0.05, observe=unobserved) as database:
        stores = on_disk(database)
        await stores.members.record([grant(1, 5)])
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            assert reader.execute("SELECT points FROM members").fetchall() == [(5,)]
            assert (await Privacy(stores.privacy).delete(1, NOON)).members == 1
        assert await stores.members.find(1) is None


async def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"has schema 9999, but this Ignis knows schemas up to \d+; update Ignis"):
        async with open_database(path, busy_timeout=1, observe=unobserved):
            pass
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
async def test_a_broken_file_is_refused_in_one_line_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ignis.db"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"not a whole SQLite database .*restore one from") as caught:
        async with open_database(path, busy_timeout=1, observe=unobserved):
            pass
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content


async def test_a_folder_in_its_place_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="unable to open database file"):
        async with open_database(tmp_path, busy_timeout=1, observe=unobserved):
            pass


async def test_a_locked_database_is_a_storage_error_and_works_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    async with open_database(path, busy_timeout=0.05, observe=unobserved) as database:
        store = SqliteMembers(database)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="the database failed at record_points: database is locked"):
                await store.record([grant(1, 5)])
            assert await store.find(1) is None, "reading goes on"
        await store.record([grant(1, 5)])


async def test_a_card_is_read_while_a_write_waits_for_another_program(tmp_path: Path) -> None:
    path = tmp_path / "ignis.db"
    async with open_database(path, busy_timeout=60, observe=unobserved) as database:
        store = SqliteMembers(database)
        await store.record([grant(1, 5)])
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE members SET points = 99")
            writing = asyncio.ensure_future(store.record([grant(1, 1)]))
            await asyncio.sleep(0)
            assert database._turn.locked(), "the write is under way"
            assert (await Profiles(store, lambda: LEGION).show(subject(1))).points == 5
            assert not writing.done()
            other.execute("ROLLBACK")
            await writing
        assert (await Profiles(store, lambda: LEGION).show(subject(1))).points == 6, "what was committed is seen"


async def test_a_read_sees_nothing_of_a_write_before_it_is_whole(tmp_path: Path) -> None:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=unobserved) as database:
        store = SqliteMembers(database)
        await store.record([grant(1, 5)])
        async with database.transaction("change") as writer:
            await writer.execute("UPDATE members SET points = 6")
            seen = await store.find(1)
        assert seen is not None
        assert seen.points == 5
        again = await store.find(1)
        assert again is not None
        assert again.points == 6


async def test_what_reads_cannot_write(tmp_path: Path) -> None:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=unobserved) as database:
        with pytest.raises(StorageError, match="readonly"):
            await database.fetch("wrong", "DELETE FROM members")


async def test_a_cancelled_write_leaves_no_transaction_open(tmp_path: Path) -> None:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=unobserved) as database:
        store = SqliteMembers(database)
        for ticks in range(12):  # one more step of the write each time
            writing = asyncio.ensure_future(store.record([grant(1, 1), grant(2, 1)]))
            for _ in range(ticks):
                await asyncio.sleep(0)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        await store.record([grant(1, 1), grant(2, 1)])
        totals = await database.fetch("totals", "SELECT DISTINCT points FROM members")
        assert len(totals) == 1, "both members got the same: each write went through whole or not at all"


async def test_queries_are_timed_by_name_also_when_they_fail(tmp_path: Path) -> None:
    seen: list[str] = []

    def observe(name: str, _seconds: float) -> None:
        seen.append(name)

    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observe=observe) as database:
        await SqliteMembers(database).find(1)
        with pytest.raises(StorageError):
            await database.fetch("wrong", "SELECT nonsense")
    assert seen == ["find_member", "wrong"]


def test_migrations_are_numbered_without_a_gap() -> None:
    folder = Path(__file__).parents[3] / "ignis" / "adapters" / "database" / "migrations"
    numbers = sorted(int(file.name[:4]) for file in folder.glob("*.sql"))
    assert numbers == list(range(1, len(migrations("ignis.adapters.database")) + 1))
