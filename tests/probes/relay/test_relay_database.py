"""relay.db that cannot be used: what it holds is read all the same, and it is taken up again when it can be."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ignis.runtime.base.errors import ConfigError
from probes.database import StoreError
from probes.relay.relay_database import RelayDatabase, Source
from probes.relay.store import SCHEMA, RelayStore
from tests.probes.relay.rig import T0, incident, save
from tests.support.programs.small_disk import fill, remount, small_disk


@pytest.fixture(autouse=True)
def _spare_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    ROOT[:] = [tmp_path_factory.mktemp("spare")]
    yield
    ROOT.clear()


ROOT: list[Path] = []
"""Where the spares of this test are."""


@contextmanager
def database(file: Path) -> Iterator[RelayDatabase]:
    made = RelayDatabase(file, SCHEMA, spare_root=ROOT[0])
    try:
        yield made
    finally:
        made.close()


def filled(file: Path) -> None:
    """A relay.db with one incident in it, in its journal."""
    with database(file) as made:
        made.start()
        save(RelayStore(made), incident(7))


def numbers(made: RelayDatabase) -> list[int]:
    return list(RelayStore(made).load().incidents)


def test_a_new_one_is_its_own(tmp_path: Path) -> None:
    with database(tmp_path / "relay.db") as made:
        assert made.start() is Source.OWN
        made.started()
        save(RelayStore(made), incident(1))
        assert (numbers(made), made.opened_again(), made.misplaced()) == ([1], False, None)


def test_a_locked_one_is_read_and_taken_up_when_it_is_free(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    filled(file)
    with closing(sqlite3.connect(file)) as other, database(file) as made:
        other.execute("BEGIN EXCLUSIVE")
        assert (made.start(), numbers(made)) == (Source.SPARE, [7])
        made.started()
        with pytest.raises(StoreError, match="locked"):
            save(RelayStore(made), incident(8))
        with pytest.raises(StoreError, match="locked"):
            made.opened_again()
        other.rollback()
        assert made.opened_again()
        assert not made.opened_again()
        save(RelayStore(made), incident(8))
        assert numbers(made) == [7, 8]


def test_on_a_full_disk_it_is_read_and_taken_up_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        filled(disk / "relay.db")
        fill(disk / "rest")
        with database(disk / "relay.db") as made:
            assert (made.start(), numbers(made)) == (Source.SPARE, [7])
            made.started()
            (disk / "rest").unlink()
            assert made.opened_again()
            assert numbers(made) == [7]


def test_on_a_disk_that_is_read_only_it_is_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        filled(disk / "relay.db")
        remount(disk, "ro")
        with database(disk / "relay.db") as made:
            assert (made.start(), numbers(made)) == (Source.SPARE, [7])


def test_a_spare_is_what_the_next_run_begins_with_and_goes_when_relay_db_has_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    filled(file)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with database(file) as made:
            assert made.start() is Source.SPARE
            made.started()
            spare, new = made.spare()
            assert not new
            save(RelayStore(spare), incident(8))
    with database(file) as made:
        assert (made.start(), numbers(made)) == (Source.SPARE, [7, 8])
        made.started()
        assert made.opened_again()
        made.drop_spare()
        assert numbers(made) == [7]
    with database(file) as made:
        assert made.start() is Source.OWN


def left_spare(file: Path) -> Path:
    """The spare of a run that was killed while relay.db was locked; incident 8 is in it alone."""
    filled(file)
    with closing(sqlite3.connect(file)) as other, database(file) as made:
        other.execute("BEGIN EXCLUSIVE")
        made.start()
        made.started()
        save(RelayStore(made.spare()[0]), incident(8))
        return made._spare_file


def test_a_spare_of_a_state_folder_that_was_deleted_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "home" / "relay.db"
    file.parent.mkdir()
    left = left_spare(file)
    shutil.rmtree(file.parent)
    file.parent.mkdir()
    with database(file) as made:
        assert (made.start(), numbers(made), left.exists()) == (Source.OWN, [], False)


@pytest.mark.parametrize(("signed_later", "read"), [(-5, [7, 8]), (25, [7, 8]), (60, [7])])
def test_a_spare_is_read_unless_relay_db_is_newer(tmp_path: Path, signed_later: float, read: list[int]) -> None:
    left = left_spare(tmp_path / "relay.db")
    for one in left.parent.iterdir():
        os.utime(one, (T0.timestamp(), T0.timestamp()))
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
        signed = T0.timestamp() + signed_later
        raw.execute("INSERT INTO runs (pid, supervisor, started_at, heartbeat_at) VALUES (1, '1:0', 0, ?)", (signed,))
    with database(tmp_path / "relay.db") as made:
        made.start()
        assert numbers(made) == read


def test_a_spare_that_is_needed_later_begins_as_a_copy(tmp_path: Path) -> None:
    with database(tmp_path / "relay.db") as made:
        made.start()
        made.started()
        save(RelayStore(made), incident(7))
        spare, new = made.spare()
        assert (new, list(RelayStore(spare).load().incidents)) == (True, [7])


def test_a_folder_for_spares_that_is_not_ours_alone_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "relay.db").mkdir()
    with database(tmp_path / "relay.db") as made:
        folder = made._spare_file.parent
        folder.mkdir(mode=0o755)
        with pytest.raises(StoreError, match="belongs to somebody else"):
            made.spare()


def test_what_cannot_be_read_at_all_is_nothing_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "relay.db").mkdir()
    with database(tmp_path / "relay.db") as made:
        assert (made.start(), numbers(made)) == (Source.NOTHING, [])
        made.started()
        with pytest.raises(StoreError, match="unable to open"):
            numbers(made)


def test_a_folder_that_is_gone_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "gone" / "relay.db"
    with database(file) as made:
        assert made.start() is Source.NOTHING
        made.started()
        file.parent.mkdir()
        assert made.opened_again()


def test_a_damaged_one_is_set_aside_at_the_start_and_later(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    file.write_bytes(b"garbage" * 1000)
    with database(file) as made:
        assert made.start() is Source.NEW
        assert made.aside is not None
        assert made.aside.read_bytes().startswith(b"garbage")
        made.started()
        made.give_up(damaged=True)
        assert not file.exists()
        assert made.opened_again()


def test_a_deleted_one_is_missed_and_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    with database(file) as made:
        made.start()
        made.started()
        file.unlink()
        assert made.misplaced() == "was deleted while it was in use"
        made.give_up()
        assert made.misplaced() is None
        assert made.opened_again()
        assert numbers(made) == []


def test_one_that_a_newer_ignis_wrote_is_refused_and_not_read(tmp_path: Path) -> None:
    file = tmp_path / "relay.db"
    filled(file)
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("PRAGMA user_version = 99")
    with database(file) as made, pytest.raises(ConfigError, match="has schema 99"):
        made.start()
