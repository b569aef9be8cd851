"""Files of `ignis.db` are lost or spoilt, in use or between two starts: no acknowledged write is lost."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.database.rebuild import SCHEMA
from ignis.adapters.stores.members import SqliteMembers
from ignis.domain.health.repair_facts import RepairFact, RepairFinding, in_a_line
from ignis.domain.members.member import Grant
from ignis.runtime.base.sqlite_schema import migrate
from ignis.runtime.config.settings import ConfigError, project_root
from ignis.services.ports import StorageError, StorageReason
from tests.support.programs.small_disk import fill, remount, small_disk

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BEFORE_THE_JOURNAL = 5


@dataclass
class HandClock:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()


@dataclass
class Bench:
    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    troubles: list[StorageReason] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "ignis.db"

    def queried(self, query: str, seconds: float, /) -> None:
        """Of no interest here."""

    def trouble(self, reason: StorageReason, _: str, /) -> None:
        self.troubles.append(reason)

    def repaired(self, line: str, /) -> None:
        self.repairs.append(line)

    def open(self) -> AbstractAsyncContextManager[Database]:
        return open_database(
            self.path,
            busy_timeout=0.1,
            observer=self,
            clock=self.clock,
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest_asyncio.fixture
async def database(bench: Bench) -> AsyncIterator[Database]:
    """With 5 points in a backup, and 3 more since."""
    async with bench.open() as opened:
        await give(opened, 5)
        await opened.back_up(keep=3)
        await give(opened, 3)
        yield opened


async def give(database: Database, points: int) -> None:
    await SqliteMembers(database).record([Grant(1, points, 7, "patrol", NOON, "Aspirant", None)])


async def points(database: Database) -> int:
    member = await SqliteMembers(database).find(1)
    return member.points if member else 0


def delete(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    for file in path.parent.glob("ignis.db*"):
        file.unlink()


def replace_by_another(path: Path) -> None:
    with closing(sqlite3.connect(path.with_name("other.db"))) as connection:
        connection.execute("CREATE TABLE notes (text)")
    path.with_name("other.db").replace(path)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def spoil(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))


def cut_the_log(path: Path) -> None:
    os.truncate(path.with_name("ignis.db-wal"), 0)


DAMAGES = [delete, delete_all, replace_by_another, empty, cut, spoil]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_damaged_in_use(bench: Bench, database: Database, damage: Callable[[Path], None]) -> None:
    damage(bench.path)
    await database.reopen()
    await database.restore()
    await give(database, 2)
    assert await points(database) == 10
    assert (await database.reopen())[1] == ()
    assert (await database.restore())[1] == ()
    with closing(sqlite3.connect(bench.path)) as other:
        assert other.execute("SELECT points FROM members").fetchall() == [(10,)], "it stands where it belongs"


@pytest.mark.parametrize("damage", [delete, delete_all, replace_by_another])
async def test_what_is_written_to_a_file_without_a_name_is_kept(
    bench: Bench, database: Database, damage: Callable[[Path], None]
) -> None:
    damage(bench.path)
    await give(database, 2)
    assert bench.troubles[0] in {StorageReason.MISSING, StorageReason.REPLACED}
    found, did = await database.reopen()
    assert in_a_line(found) in {"database_deleted", "database_replaced"}
    assert in_a_line(did).startswith("put_back")
    assert await points(database) == 10


async def test_backups_and_journal_are_not_needed_while_the_file_is_open(bench: Bench, database: Database) -> None:
    delete_all(bench.path)
    shutil.rmtree(bench.folder / "backups")
    shutil.rmtree(bench.folder / "journal")
    await database.reopen()
    assert await points(database) == 8


@pytest.mark.parametrize("damage", [*DAMAGES, cut_the_log])
async def test_damaged_between_two_starts(bench: Bench, damage: Callable[[Path], None]) -> None:
    """After a kill: nothing was closed, and the log of writes is where it was."""
    killed(bench.path)
    damage(bench.path)
    async with bench.open() as database:
        assert await points(database) == 8
        assert database.was_cut_off or damage is not cut, "which has the bot look at every page at once"
        await database.restore()
        assert await database.restore() == ((RepairFinding.of(RepairFact.DATABASE_WHOLE),), ())
        assert await points(database) == 8
        assert len(bench.repairs) <= 1, "SQLite itself makes some of it good, from its log"
        await give(database, 2)
    async with bench.open() as database:
        assert await points(database) == 10


def killed(path: Path) -> None:
    """What `database` does, in a program that kills itself afterwards."""
    program = f"""
import asyncio, os, signal, sys
from pathlib import Path
from tests.adapters.database.test_damage import Bench, give
async def main():
    async with Bench(Path({str(path.parent)!r})).open() as database:
        await give(database, 5)
        await database.back_up(keep=3)
        await give(database, 3)
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=project_root(), timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL


async def test_a_bad_backup_is_passed_over(bench: Bench, database: Database) -> None:
    await database.back_up(keep=3)
    assert database.last_backup is not None
    spoil(database.last_backup.path)
    empty(bench.path)
    _, did = await database.restore()
    assert in_a_line(did).endswith("kept_aside file=ignis.db.aside-20260101T120000Z")
    assert await points(database) == 8


async def test_the_journal_alone_is_enough(bench: Bench) -> None:
    async with bench.open() as database:
        await give(database, 5)
        await give(database, 3)
        empty(bench.path)
        await database.restore()
        assert await points(database) == 8
    assert "an empty database and 2 later writes of the journal; nothing is lost" in bench.repairs[0]


async def test_what_is_lost_is_said(bench: Bench, database: Database) -> None:
    """A hole in the journal, and the database behind it gone: the one thing that cannot be made good."""
    for segment in (bench.folder / "journal").glob("*.jsonl"):
        segment.write_bytes(b"")
    await give(database, 2)
    assert (await points(database)) == 10
    empty(bench.path)
    _, did = await database.restore()
    assert "writes_lost count=2 problem=the journal lacks writes 2 to 2" in in_a_line(did)
    assert "2 acknowledged writes are lost: the journal lacks writes 2 to 2" in bench.repairs[0]
    assert await points(database) == 5
    await give(database, 4)
    empty(bench.path)
    await database.restore()
    assert await points(database) == 9, "the journal goes on from there"


async def test_nothing_to_make_it_from(bench: Bench, database: Database) -> None:
    shutil.rmtree(bench.folder / "backups")
    shutil.rmtree(bench.folder / "journal")
    spoil(bench.path)
    with pytest.raises(StorageError, match="there are no writes in it") as caught:
        await database.restore()
    assert caught.value.reason is StorageReason.CORRUPT


async def test_a_broken_past_is_refused_in_one_line_and_not_touched(bench: Bench) -> None:
    killed(bench.path)
    shutil.rmtree(bench.folder / "journal")
    (backup,) = (bench.folder / "backups").iterdir()
    delete_all(bench.path)
    for file in (bench.path, backup):
        file.write_bytes(b"garbage" * 1000)
    before = bench.path.read_bytes()
    with pytest.raises(ConfigError, match=r"not a whole SQLite database .*restore one from"):
        async with bench.open():
            pass
    assert bench.path.read_bytes() == before


async def test_a_lock_says_who_holds_it_and_passes(bench: Bench, database: Database) -> None:
    program = f"""
import sqlite3, sys
held = sqlite3.connect({str(bench.path)!r}, isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print(flush=True)
sys.stdin.read()
"""
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=pipe, stdout=pipe)
    assert holder.stdout is not None
    await holder.stdout.readline()
    try:
        with pytest.raises(StorageError, match="database is locked") as caught:
            await give(database, 2)
        assert caught.value.reason is StorageReason.LOCKED
        assert bench.troubles == [StorageReason.LOCKED]
        found, did = await database.reopen()
        assert (f"(pid {holder.pid})" in in_a_line(found), did) == (True, ())
        assert await points(database) == 8, "reading goes on"
    finally:
        await holder.communicate(b"")
    await give(database, 2)
    assert await points(database) == 10


async def test_a_write_that_the_journal_does_not_take_is_none(bench: Bench, database: Database) -> None:
    await database.back_up(keep=3)
    segment = bench.folder / "journal" / f"000000000003-v{await database.schema_version()}.jsonl"
    segment.mkdir(parents=True)
    with pytest.raises(StorageError):
        await give(database, 2)
    assert await points(database) == 8
    segment.rmdir()
    await give(database, 2)
    assert await points(database) == 10


async def test_a_reader_waits_while_the_file_is_made_anew(bench: Bench, database: Database) -> None:
    empty(bench.path)
    restoring = asyncio.ensure_future(database.restore())
    while database._connections._decided.is_set():  # noqa: ASYNC110  nothing tells when it begins
        await asyncio.sleep(0)
    assert await points(database) == 8
    await restoring


async def test_backups_are_due_when_there_is_something_new_and_time_has_passed(bench: Bench) -> None:
    async with bench.open() as database:

        def due(most: int = 10_000) -> bool:
            return database.is_backup_due(3600, bench.clock.time.timestamp(), most)

        assert not due(), "there is nothing yet"
        await give(database, 5)
        assert due()
        await database.back_up(keep=2)
        bench.clock.time += timedelta(hours=2)
        assert not due(), "nothing is new"
        await give(database, 1)
        assert due()
        await database.back_up(keep=2)
        await give(database, 1)
        assert not due(), "it is too soon"
        assert due(most=10)
        bench.clock.time -= timedelta(days=1)
        assert due(), "the clock was set back"


async def test_only_the_newest_are_kept_and_they_can_still_be_rolled_forward(bench: Bench) -> None:
    async with bench.open() as database:
        for _ in range(4):
            await give(database, 1)
            await database.back_up(keep=2)
            bench.clock.time += timedelta(hours=1)
        assert len(list((bench.folder / "backups").iterdir())) == 2
        newest = database.last_backup
        assert newest is not None
        assert newest.number == 4
        newest.path.unlink()
        empty(bench.path)
        await database.restore()
        assert await points(database) == 4


async def test_a_backup_is_made_before_the_schema_changes(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.path)) as connection:
        migrate(connection, SCHEMA, bench.path, up_to=BEFORE_THE_JOURNAL)
        member = "INSERT INTO members (user_id, points, rank, created_at, updated_at) VALUES (1, 5, 'Aspirant', ?, ?)"
        connection.execute(member, [NOON.isoformat()] * 2)
        connection.commit()
    async with bench.open() as database:
        await give(database, 3)
        empty(bench.path)
        await database.restore()
        assert await points(database) == 8


async def test_a_read_only_disk_is_said_and_lived_through(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        bench = Bench(disk)
        async with bench.open() as database:
            await give(database, 5)
        remount(disk, "ro")
        with pytest.raises(StorageError, match="its disk is read-only") as caught:
            async with bench.open():
                pass
        assert caught.value.reason is StorageReason.READ_ONLY
        remount(disk, "rw")
        async with bench.open() as database:
            assert await points(database) == 5


async def test_a_full_disk_is_said_and_lived_through(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        bench = Bench(disk)
        async with bench.open() as database:
            await give(database, 5)
            fill(disk / "filler")
            given, refusal = await give_until_refused(database)
            assert refusal.reason is StorageReason.FULL
            assert await points(database) == 5 + given, "reading goes on"
            (disk / "filler").unlink()
            await give(database, 1)
            empty(bench.path)
            await database.restore()
            assert await points(database) == 5 + given + 1, "nor did the journal miss anything"


async def give_until_refused(database: Database) -> tuple[int, StorageError]:
    """Some room may be left in what is there already."""
    given = 0
    while True:
        try:
            await give(database, 1)
        except StorageError as refusal:
            return given, refusal
        given += 1


async def test_a_mending_that_fails_keeps_nobody_waiting_and_the_next_one_may_succeed(
    bench: Bench, database: Database
) -> None:
    spoil(bench.path)
    blocked = bench.path.with_name("ignis.db.new-try")
    blocked.mkdir()  # where it would be rebuilt
    with pytest.raises(StorageError):
        await database.restore()
    async with asyncio.timeout(5):
        with pytest.raises(StorageError):
            await give(database, 1)
        with pytest.raises(StorageError):
            await points(database)
    blocked.rmdir()
    await database.reopen()
    assert await points(database) == 8


async def test_who_gives_up_on_a_mending_does_not_leave_it_half_done(bench: Bench, database: Database) -> None:
    empty(bench.path)
    restoring = asyncio.ensure_future(database.restore())
    while database._connections._decided.is_set():  # noqa: ASYNC110  nothing tells when it begins
        await asyncio.sleep(0)
    restoring.cancel()
    with pytest.raises(asyncio.CancelledError):
        await restoring
    async with asyncio.timeout(5):
        assert await points(database) == 8


async def test_a_disk_that_is_full_is_no_reason_to_give_up_for_good(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2M") as disk:
        bench = Bench(disk)
        async with bench.open() as database:
            await give(database, 5)
            await database.back_up(keep=3)
            await give(database, 3)
        delete_all(bench.path)
        fill(disk / "filler")
        with pytest.raises(StorageError) as caught:
            async with bench.open():
                pass
        assert caught.value.reason is StorageReason.FULL
        (disk / "filler").unlink()
        async with bench.open() as database:
            assert await points(database) == 8


async def test_what_is_deleted_is_gone_although_somebody_writes_meanwhile(bench: Bench, database: Database) -> None:
    async with asyncio.TaskGroup() as writing:
        forgetting = asyncio.ensure_future(database.forget_past())
        for _ in range(20):
            writing.create_task(give(database, 1))
        await forgetting
    assert len(database._file.backups.all()) == 1
    kept = database._file.backups.all()[0].number
    assert all(segment.first > 2 for segment in database._file.journal.segments()), "the writes before are gone"
    assert kept >= 2
    empty(bench.path)
    await database.restore()
    assert await points(database) == 28


async def test_a_full_disk_does_not_hinder_who_makes_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2M") as disk:
        bench = Bench(disk)
        async with bench.open() as database:
            for _ in range(3):
                await give(database, 5)
                await database.back_up(keep=3)
            fill(disk / "filler")
            with pytest.raises(StorageError):
                await give(database, 1)
            size, count = await database.tidy(1, aside_before=0)
            assert (size > 0, count >= 2) == (True, True)
            await give(database, 1)
            assert await points(database) == 16
