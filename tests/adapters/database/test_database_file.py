"""`ignis.db` as a file, without connections that stay open; tests/adapters/database/test_damage.py has it in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ignis.adapters.database.database_file import DatabaseFile, FileIdentity, harmful_change
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import StorageReason
from tests.adapters.database.files import NEWEST, database_of, entry, journal_of, members
from tests.support.fakes.turned_clock import TurnedClock


@pytest.fixture
def file(tmp_path: Path) -> DatabaseFile:
    return DatabaseFile(tmp_path / "ignis.db", busy_timeout=0.05, clock=TurnedClock())


def write(file: DatabaseFile, number: int) -> None:
    """As the bot does: into the journal, then into the file."""
    file.journal.append(entry(number))
    database_of(file.path, file.journal)


def test_the_first_start_creates_it(file: DatabaseFile) -> None:
    prepared = file.prepare()
    assert (prepared.number, prepared.schema, prepared.repairs) == (0, NEWEST, ())
    assert file.identity() is not None
    assert file.damage() is None


def test_a_lost_file_is_rebuilt_and_the_repair_is_reported(file: DatabaseFile) -> None:
    file.prepare()
    write(file, 1)
    file.path.unlink()
    prepared = file.prepare()
    assert prepared.number == 1
    assert prepared.repairs == (
        "ignis.db: it is missing; rebuilt from an empty database and 1 later writes of the journal; nothing is lost",
    )
    assert members(file.path) == [1]


def test_a_file_that_is_older_than_the_journal_is_brought_up_to_date(tmp_path: Path, file: DatabaseFile) -> None:
    file.prepare()
    journal_of(tmp_path / "journal", 1, 2)
    prepared = file.prepare()
    assert prepared.repairs == ("ignis.db: lacked 2 acknowledged writes; done again from the journal",)
    assert members(file.path) == [1, 2]


def test_a_strange_file_without_a_past_is_refused_and_not_touched(file: DatabaseFile) -> None:
    file.path.write_bytes(b"garbage" * 1000)
    with pytest.raises(ConfigError, match=r"not a whole SQLite database .*; move it aside, or restore one from"):
        file.prepare()
    assert file.path.read_bytes() == b"garbage" * 1000


def test_the_old_file_is_set_aside_under_the_time_of_the_clock(file: DatabaseFile) -> None:
    file.prepare()
    draft = file.draft()
    database_of(draft, file.journal)
    aside = file.put_in_place(draft)
    assert aside is not None
    assert aside.name == "ignis.db.aside-20260102T030405Z"
    assert list(file.set_aside()) == [aside]
    assert not draft.exists()


def test_a_new_connection_sees_that_it_is_locked(file: DatabaseFile) -> None:
    file.prepare()
    assert not file.is_locked()
    with closing(file.connect()) as other:
        other.execute("BEGIN IMMEDIATE")
        assert file.is_locked()
    assert not file.is_locked()


def test_connecting_never_creates_the_file(file: DatabaseFile) -> None:
    with pytest.raises(sqlite3.OperationalError):
        file.connect()
    assert file.identity() is None
    assert file.damage() == "it is missing"


def test_only_the_newest_backups_and_what_they_need_are_kept(file: DatabaseFile) -> None:
    file.prepare()
    for number in (1, 2, 3):
        write(file, number)
        file.back_up()
        file.journal.begin(number, NEWEST)
    _, count = file.thin_out(keep=1)
    assert [backup.number for backup in file.backups.all()] == [3]
    assert count >= 2
    assert all(segment.first > 3 for segment in file.journal.segments())


SEEN = FileIdentity(1, 2, 4096)


@pytest.mark.parametrize(
    ("seen", "found", "reason"),
    [
        (SEEN, SEEN, None),
        (SEEN, FileIdentity(1, 2, 8192), None),
        (SEEN, None, StorageReason.MISSING),
        (SEEN, FileIdentity(1, 3, 4096), StorageReason.REPLACED),
        (None, SEEN, StorageReason.REPLACED),
        (SEEN, FileIdentity(1, 2, 100), StorageReason.CORRUPT),
    ],
)
def test_what_happened_to_an_open_file(
    seen: FileIdentity | None, found: FileIdentity | None, reason: StorageReason | None
) -> None:
    change = harmful_change(seen, found)
    assert (change[0] if change else None) is reason
