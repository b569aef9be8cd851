"""A window of a real history.db, read with a connection of its own."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from probes.database import StoreError, open_database
from probes.exporter.history.pending import Pending
from probes.exporter.history.reading import MOST, HistoryRows, last, read
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import SLOT_MS, SLOTS, Tally
from probes.exporter.history.window import Window
from probes.exporter.history.writing import write
from probes.outcome import CheckStatus
from tests.probes.exporter.history.rig import BROKEN, NOON_MS, NOON_SLOT, batch, incident, transition

DAY, WEEK = Window.DAY.until(NOON_MS), Window.WEEK.until(NOON_MS)
OK = SubjectStatus(CheckStatus.OK, "none", "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    pending = batch(
        {
            (NOON_SLOT, "ignis"): Tally(ok=1000, answers=1, latency_sum=7, latency_max=7),
            (NOON_SLOT - 1, "ignis"): Tally(failing=SLOT_MS, answers=2, latency_sum=9, latency_max=8),
            (NOON_SLOT - 2, "ignis"): Tally(degraded=SLOT_MS),
            (NOON_SLOT - 2, "check:disk"): Tally(ok=SLOT_MS),
            (NOON_SLOT - 2 * SLOTS.a_day, "ignis"): Tally(ok=SLOT_MS),
        }
    )
    pending.transitions += [transition("ignis", NOON_MS - 9, BROKEN), transition("ignis", NOON_MS, OK)]
    pending.transitions.append(transition("check:disk", NOON_MS - 5 * SLOTS.a_day * SLOT_MS, BROKEN))
    database, _ = open_database(path, 0.1, "probes.exporter.history")
    with database.transaction() as db:
        write(db, pending)
    database.close()
    return path


def test_a_file_that_does_not_exist_yet_holds_nothing_and_is_not_created(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    assert read(path, DAY, None, 0.1) == HistoryRows({}, [], [])
    assert not path.exists()


def test_a_day_has_the_slots_themselves(file: Path) -> None:
    assert read(file, DAY, None, 0.1).tallies == {
        "ignis": {
            NOON_SLOT: Tally(ok=1000, answers=1, latency_sum=7, latency_max=7),
            NOON_SLOT - 1: Tally(failing=SLOT_MS, answers=2, latency_sum=9, latency_max=8),
            NOON_SLOT - 2: Tally(degraded=SLOT_MS),
        },
        "check:disk": {NOON_SLOT - 2: Tally(ok=SLOT_MS)},
    }


def test_a_longer_window_has_sums(file: Path) -> None:
    tallies = read(file, WEEK, frozenset({"ignis"}), 0.1).tallies
    half_hour = NOON_SLOT // 6
    assert set(tallies) == {"ignis"}
    assert set(tallies["ignis"]) == {half_hour, (NOON_SLOT - 1) // 6, (NOON_SLOT - 2 * SLOTS.a_day) // 6}
    whole = Tally()
    for tally in tallies["ignis"].values():
        whole = whole.plus(tally)
    assert whole == Tally(1000 + SLOT_MS, SLOT_MS, SLOT_MS, answers=3, latency_sum=16, latency_max=8)


def test_transitions_are_those_of_the_window_newest_first(file: Path) -> None:
    assert [one.found for one in read(file, DAY, None, 0.1).transitions] == [OK, BROKEN]
    assert [one.subject for one in read(file, WEEK, None, 0.1).transitions] == ["ignis", "ignis", "check:disk"]
    assert read(file, WEEK, frozenset({"check:clock"}), 0.1) == HistoryRows({}, [], [])


def test_the_last_status_of_each_subject_is_remembered(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        assert last(db).statuses == {"ignis": OK, "check:disk": BROKEN}


def test_all_open_incidents_are_remembered_and_the_latest_others(file: Path) -> None:
    pending = Pending()
    everything = [incident(0, 5), *(incident(one, 10 * one, 10 * one + 5) for one in range(1, MOST + 3))]
    pending.incidents.update({one.key: one for one in everything})
    database, _ = open_database(file, 0.1, "probes.exporter.history")
    with database.transaction() as db:
        write(db, pending)
        known = set(last(db).incidents)
    database.close()
    assert known == {everything[0].key, *(one.key for one in everything[3:])}


def test_a_file_that_is_no_database_is_a_damaged_store(file: Path) -> None:
    file.write_bytes(b"\xa5" * 8192)
    with pytest.raises(StoreError) as raised:
        read(file, DAY, None, 0.1)
    assert raised.value.damaged
