"""A database on a real disk: migrated, set aside if damaged, and noticed when its file is replaced."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ignis.runtime.config.settings import ConfigError
from probes.database import Database, StoreError, open_database, store_error
from probes.relay.store import SCHEMA
from tests.probes.stand_ins import HandClock


def opened(file: Path) -> Database:
    database, _ = open_database(file, 0.1, SCHEMA)
    return database


def runs(database: Database) -> int:
    with database.transaction() as db:
        (count,) = db.execute("SELECT count(*) FROM runs").fetchone()
    return int(count)


def add_run(database: Database) -> None:
    with database.transaction() as db:
        db.execute("INSERT INTO runs (pid, supervisor, started_at, heartbeat_at) VALUES (1, '1:0', 0, 0)")


def add_run_and_a_half(database: Database) -> None:
    with database.transaction() as db:
        db.execute("INSERT INTO runs (pid, supervisor, started_at, heartbeat_at) VALUES (1, '1:0', 0, 0)")
        db.execute("INSERT INTO runs (pid) VALUES (2)")


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with pytest.raises(ConfigError, match=r"relay\.db: has schema 99, but this Ignis knows schemas up to \d+; update"):
        open_database(file, 0.1, SCHEMA)
    assert file.read_bytes()[100:] == before[100:]


def test_a_damaged_database_is_set_aside_under_the_moment_of_its_end(tmp_path: Path) -> None:
    clock = HandClock()
    clock.wall = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    file = tmp_path / "relay.db"
    file.write_bytes(b"this is no database" * 100)
    database, aside = open_database(file, 0.1, SCHEMA, clock)
    database.close()
    assert aside is not None
    assert aside.name == "relay.db.damaged-20260102T030405000000"
    assert aside.read_bytes().startswith(b"this is no database")


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        open_database(tmp_path / "nowhere" / "relay.db", 0.1, SCHEMA)


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = opened(tmp_path / "relay.db")
    with pytest.raises(StoreError, match="NOT NULL constraint failed") as caught:
        add_run_and_a_half(database)
    assert not caught.value.damaged
    assert runs(database) == 0
    add_run(database)
    assert runs(database) == 1
    database.close()


def test_what_was_written_is_there_after_a_reopening(tmp_path: Path) -> None:
    first = opened(tmp_path / "relay.db")
    add_run(first)
    first.close()
    second = opened(tmp_path / "relay.db")
    assert (runs(second), second.misplaced()) == (1, None)
    second.close()


def test_an_error_says_whether_the_file_is_damaged() -> None:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    assert store_error(Path("relay.db"), error).damaged
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    assert not store_error(Path("relay.db"), error).damaged
    assert str(store_error(Path("relay.db"), sqlite3.Error("no code"))) == "relay.db: no code"
