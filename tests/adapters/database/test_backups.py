"""Backups as files: whole, numbered, and only the newest kept."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from ignis.adapters.database.backups import BackupError, Backups, check, finish, last_number, remove
from tests.adapters.database.files import database_of, journal_of, members
from tests.support.fakes.turned_clock import T0


@pytest.fixture
def source(tmp_path: Path) -> Path:
    database_of(tmp_path / "ignis.db", journal_of(tmp_path / "journal", 1, 2))
    return tmp_path / "ignis.db"


def test_a_backup_is_one_whole_file_with_the_number_of_its_last_write(source: Path, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    with closing(sqlite3.connect(source)) as connection:
        made = backups.make(connection, T0)
    assert (made.number, made.at, made.path.name) == (2, T0, "ignis-000000000002-20260102T030405Z.db")
    assert [file.name for file in made.path.parent.iterdir()] == [made.path.name]
    assert members(made.path) == [1, 2]
    assert backups.all() == (made,)


def test_the_newest_comes_first_and_all_but_some_are_superfluous(source: Path, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    with closing(sqlite3.connect(source)) as connection:
        made = [backups.make(connection, T0 + timedelta(hours=hours)) for hours in (1, 3, 2)]
    (tmp_path / "backups" / "notes.db").touch()
    assert [one.at.hour for one in backups.all()] == [6, 5, 4]
    assert backups.superfluous(2) == (made[0],)


def test_a_draft_that_a_killed_program_left_is_overwritten(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / f".backup-{os.getpid()}").write_bytes(b"half")
    with closing(sqlite3.connect(source)) as connection:
        Backups(folder).make(connection, T0)
    assert len(list(folder.iterdir())) == 1


def test_an_empty_database_is_no_backup(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection:
        with pytest.raises(BackupError, match="it holds no tables"):
            Backups(tmp_path / "backups").make(connection, T0)
        with pytest.raises(BackupError):
            check(connection)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_damaged_copy_is_refused(source: Path) -> None:
    with source.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    with pytest.raises((BackupError, sqlite3.DatabaseError)):
        finish(source)


def test_a_file_from_before_there_was_a_journal_has_number_0() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert last_number(connection) == 0


def test_what_is_removed_is_counted_and_what_is_gone_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "b").write_bytes(b"4567")
    assert remove([tmp_path / "a", tmp_path / "b", tmp_path / "c"]) == (7, 2)
    assert list(tmp_path.iterdir()) == []
