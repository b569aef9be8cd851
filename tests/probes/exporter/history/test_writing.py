"""A batch in a real history.db: everything of it or nothing, and no more than there is room for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from probes.database import Database, StoreError, open_database
from probes.exporter.history import limits
from probes.exporter.history.pending import Pending
from probes.exporter.history.tally import SLOT_MS, Tally
from probes.exporter.history.writing import subjects, write
from tests.probes.exporter.history.rig import NOON_MS, NOON_SLOT, batch, incident, transition


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made, _ = open_database(tmp_path / "history.db", 0.1, "probes.exporter.history")
    yield made
    made.close()


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.transaction() as db:
        return db.execute(query).fetchall()


def test_a_second_batch_adds_to_the_first_up_to_the_length_of_a_slot(database: Database) -> None:
    for _ in range(2):
        with database.transaction() as db:
            assert write(db, batch({(NOON_SLOT, "ignis"): Tally(ok=200_000, failing=10_000)})) == []
    for table in ("slots", "half_hours", "days"):
        assert rows(database, f"SELECT ok, failing FROM {table}") == [(SLOT_MS - 20_000, 20_000)]  # noqa: S608  ours


def test_a_subject_without_room_is_refused_and_the_others_are_kept(database: Database) -> None:
    names = [f"check:{number}" for number in range(limits.SUBJECTS + 2)]
    with database.transaction() as db:
        refused = write(db, batch({(NOON_SLOT, name): Tally(ok=1) for name in names}))
        assert set(subjects(db)) == set(names) - set(refused)
    assert len(refused) == 2


def test_a_subject_keeps_its_latest_transitions(database: Database) -> None:
    pending = Pending()
    pending.transitions += [transition(at=one) for one in range(limits.TRANSITIONS + 5)]
    pending.transitions.append(transition("ignis", 0))
    with database.transaction() as db:
        write(db, pending)
    found = rows(
        database, "SELECT name, count(*), min(at) FROM transitions JOIN subjects ON id = subject GROUP BY name"
    )
    assert found == [("check:database", limits.TRANSITIONS, 5), ("ignis", 1, 0)]


def test_an_incident_is_replaced_by_its_later_state(database: Database) -> None:
    for one in (incident(1), incident(1, resolved_at=NOON_MS + 5)):
        pending = Pending()
        pending.incidents[one.key] = one
        with database.transaction() as db:
            write(db, pending)
    assert rows(database, "SELECT number, resolved_at FROM incidents") == [(1, NOON_MS + 5)]


def write_and_fail(database: Database, pending: Pending) -> None:
    with database.transaction() as db:
        write(db, pending)
        db.execute("INSERT INTO subjects (name) VALUES ('ignis')")


def test_a_batch_that_fails_leaves_nothing_behind(database: Database) -> None:
    pending = batch({(NOON_SLOT, "ignis"): Tally(ok=1000)})
    pending.transitions.append(transition())
    with pytest.raises(StoreError, match="UNIQUE"):
        write_and_fail(database, pending)
    assert rows(database, "SELECT * FROM slots") == rows(database, "SELECT * FROM subjects") == []
