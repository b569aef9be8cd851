"""A database from its backups and its journal: real files, from the source that loses least."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ignis.adapters.database.backups import Backups
from ignis.adapters.database.journal import Journal
from ignis.adapters.database.rebuild import SCHEMA, NothingToRebuildFrom, rebuild, replay
from ignis.runtime.base.sqlite_schema import migrate
from tests.adapters.database.files import database_of, journal_of, members
from tests.support.fakes.turned_clock import T0


def backed_up(folder: Path, journal: Journal) -> Backups:
    backups = Backups(folder / "backups")
    database_of(folder / "source.db", journal)
    with closing(sqlite3.connect(folder / "source.db")) as connection:
        backups.make(connection, T0)
    return backups


def test_the_newest_backup_and_the_later_writes(tmp_path: Path) -> None:
    backups = backed_up(tmp_path, journal_of(tmp_path / "journal", 1, 2))
    journal = journal_of(tmp_path / "journal", 3, 4, after=2)
    made = rebuild(tmp_path / "new.db", backups, journal)
    assert (made.number, made.replayed, made.lost) == (4, 2, 0)
    assert members(tmp_path / "new.db") == [1, 2, 3, 4]
    assert str(made) == (
        "backup ignis-000000000002-20260102T030405Z.db and 2 later writes of the journal; nothing is lost"
    )
    assert not list(tmp_path.glob("new.db?*")), "no draft and no side file is left"


def test_the_journal_alone_is_enough_from_the_first_write_on(tmp_path: Path) -> None:
    made = rebuild(tmp_path / "new.db", Backups(tmp_path / "none"), journal_of(tmp_path / "journal", 1, 2))
    assert (made.base, made.lost) == (None, 0)
    assert members(tmp_path / "new.db") == [1, 2]


def test_what_loses_least_is_taken_and_the_loss_is_counted(tmp_path: Path) -> None:
    backups = backed_up(tmp_path, journal_of(tmp_path / "journal", 1, 2))
    for segment in (tmp_path / "journal").iterdir():
        segment.unlink()
    made = rebuild(tmp_path / "new.db", backups, journal_of(tmp_path / "journal", 4, 5, after=3))
    assert (made.number, made.lost) == (2, 3)
    assert members(tmp_path / "new.db") == [1, 2]
    assert str(made).endswith("3 acknowledged writes are lost: the journal lacks writes 3 to 3")


def test_a_damaged_backup_is_passed_over(tmp_path: Path) -> None:
    backups = backed_up(tmp_path, journal_of(tmp_path / "journal", 1, 2))
    backups.all()[0].path.write_bytes(b"garbage" * 1000)
    made = rebuild(tmp_path / "new.db", backups, Journal(tmp_path / "journal"))
    assert (made.base, made.lost) == (None, 0)


def test_without_backup_and_journal_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingToRebuildFrom, match="the journal: there are no writes in it"):
        rebuild(tmp_path / "new.db", Backups(tmp_path / "none"), Journal(tmp_path / "journal"))
    assert not (tmp_path / "new.db").exists()


def test_a_write_that_does_not_fit_stops_the_replay_with_its_reason(tmp_path: Path) -> None:
    journal = journal_of(tmp_path / "journal", 1, 2)
    with closing(sqlite3.connect(tmp_path / "ignis.db", isolation_level=None)) as connection:
        migrate(connection, SCHEMA, tmp_path / "ignis.db")
        connection.execute(
            "INSERT INTO members (user_id, points, rank, created_at, updated_at) VALUES (2, 9, 'x', ?, ?)",
            (T0.isoformat(), T0.isoformat()),
        )
        done, why = replay(connection, journal, tmp_path / "ignis.db")
    assert done == 1
    assert why is not None
    assert why.startswith("a write of the journal does not fit: UNIQUE constraint failed")


def test_what_the_database_holds_already_is_not_repeated(tmp_path: Path) -> None:
    journal = journal_of(tmp_path / "journal", 1, 2)
    database_of(tmp_path / "ignis.db", journal)
    with closing(sqlite3.connect(tmp_path / "ignis.db", isolation_level=None)) as connection:
        assert replay(connection, journal, tmp_path / "ignis.db") == (0, None)
