"""The database check against real files in every state they may be in."""

import asyncio
import contextlib
import os
import resource
import sqlite3
import subprocess
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.checks.base import Context
from probes.checks.database import DatabaseCheck, examine
from probes.outcome import CheckReason, CheckResult, CheckStatus

NOBODY = 65_534


def make(path: Path, *, rows: int = 200) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE members (user_id INTEGER PRIMARY KEY, name TEXT)")
        connection.executemany("INSERT INTO members (name) VALUES (?)", [("Vulkan" * 30,)] * rows)
        connection.commit()


def asked(path: Path) -> CheckResult:
    return examine(path, 0.1, 5, SystemClock())


def content(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


async def test_a_sound_database_is_ok_and_unchanged(context: Context) -> None:
    path = context.home.ignis_db
    make(path)
    before = content(path)
    result = await DatabaseCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.OK, CheckReason.NONE)
    assert result.latency_s is not None
    assert content(path) == before


async def test_a_database_in_use_is_ok(context: Context) -> None:
    make(context.home.ignis_db)
    with closing(sqlite3.connect(context.home.ignis_db)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM members").fetchone()
        assert (await DatabaseCheck().run(context)).status is CheckStatus.OK


async def test_a_missing_one_is_unknown_before_the_bot_and_failing_after(context: Context) -> None:
    first = await DatabaseCheck().run(context)
    assert (first.status, first.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
    endpoints.publish(context.home, "bot", "http://127.0.0.1:1", pid=os.getpid())
    then = await DatabaseCheck().run(context)
    assert (then.status, then.reason) == (CheckStatus.FAILING, CheckReason.MISSING)
    assert not context.home.ignis_db.exists()


async def test_a_missing_one_is_unknown_while_no_bot_runs(context: Context) -> None:
    """Such as during a reset of the sandbox. The bot's next start restores it, or makes one."""
    ended = await asyncio.create_subprocess_exec("/bin/true")
    await ended.wait()
    endpoints.publish(context.home, "bot", "http://127.0.0.1:1", pid=ended.pid)
    result = await DatabaseCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
    assert "the bot does not run" in result.detail


def test_one_that_vanishes_meanwhile_is_not_created(home: Home) -> None:
    assert asked(home.ignis_db).status is CheckStatus.FAILING
    assert not home.ignis_db.exists()


@pytest.mark.parametrize("name", ["has space.db", "what?mode=memory.db", "a#b%20.db"])
def test_odd_names_reach_the_right_file(tmp_path: Path, name: str) -> None:
    make(tmp_path / name)
    assert asked(tmp_path / name).status is CheckStatus.OK


def test_garbage_is_corrupt(home: Home) -> None:
    home.ignis_db.write_bytes(b"this is not a database" * 500)
    assert asked(home.ignis_db).reason is CheckReason.CORRUPT


def test_a_truncated_file_is_corrupt(home: Home) -> None:
    make(home.ignis_db)
    os.truncate(home.ignis_db, home.ignis_db.stat().st_size // 2)
    assert asked(home.ignis_db).reason is CheckReason.CORRUPT


def test_a_torn_page_in_the_middle_is_corrupt(home: Home) -> None:
    make(home.ignis_db)
    with home.ignis_db.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 4096)
    result = asked(home.ignis_db)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.CORRUPT)
    assert "\n" not in result.detail


def test_a_file_cut_to_nothing_is_not_taken_for_well(home: Home) -> None:
    home.ignis_db.touch()
    assert (asked(home.ignis_db).status, asked(home.ignis_db).reason) == (CheckStatus.FAILING, CheckReason.EMPTY)


def test_a_folder_in_its_place_is_no_access(home: Home) -> None:
    home.ignis_db.mkdir()
    assert asked(home.ignis_db).reason is CheckReason.NO_ACCESS


@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_writer_that_never_ends_is_locked(home: Home, how: str) -> None:
    make(home.ignis_db)
    with closing(sqlite3.connect(home.ignis_db, isolation_level=None)) as other:
        other.execute(how)
        result = asked(home.ignis_db)
        assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.LOCKED)
        other.execute("ROLLBACK")
    assert asked(home.ignis_db).status is CheckStatus.OK


@contextmanager
def as_nobody(path: Path) -> Generator[None]:
    """Root may do everything; what a file's mode forbids shows only to others."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that another user may reach: pytest's own folders are closed to them."""
    path = Path(subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    path.chmod(0o777)
    yield path
    for file in path.iterdir():
        file.unlink()
    path.rmdir()


@pytest.mark.parametrize(("mode", "reason"), [(0o444, CheckReason.READ_ONLY), (0o000, CheckReason.NO_ACCESS)])
def test_forbidden_files_are_told_apart(open_folder: Path, mode: int, reason: CheckReason) -> None:
    path = open_folder / "ignis.db"
    make(path)
    path.chmod(mode)
    with as_nobody(path):
        result = asked(path)
    assert (result.status, result.reason) == (CheckStatus.FAILING, reason)


@contextmanager
def no_file_beyond(size: int) -> Generator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_write_is_carried_to_the_disk(home: Home) -> None:
    """A write that stayed in memory until the rollback would prove nothing: here the disk refuses it."""
    make(home.ignis_db)
    with no_file_beyond(8192):
        result = asked(home.ignis_db)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.IO_ERROR)
    assert asked(home.ignis_db).status is CheckStatus.OK


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


def test_a_full_disk_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], check=False, capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"NOT TESTED: a full disk, for want of the privilege to mount one: {mounted.stderr.strip()}")
    try:
        make(disk / "ignis.db")
        with closing(sqlite3.connect(disk / "ignis.db")) as bot:  # beside a bot that has it open, and alone
            bot.execute("SELECT * FROM members").fetchone()
            fill(disk / "filler")
            assert asked(disk / "ignis.db").reason is CheckReason.FULL
        fill(disk / "more")  # the last one to close gave some room back
        assert asked(disk / "ignis.db").reason is CheckReason.FULL
        for name in ("filler", "more"):
            (disk / name).unlink()
        assert asked(disk / "ignis.db").status is CheckStatus.OK
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_reading_that_takes_too_long_is_given_up(home: Home) -> None:
    make(home.ignis_db, rows=20_000)
    result = examine(home.ignis_db, 0.1, 0.0, SystemClock())
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.TIMEOUT)


def test_an_unforeseen_error_is_not_dressed_up(home: Home) -> None:
    """The scheduler reports it as `crashed`, with the traceback in the log."""
    with closing(sqlite3.connect(home.ignis_db)) as connection:
        connection.execute("CREATE TABLE ignis_database_check (content BLOB)")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        asked(home.ignis_db)
