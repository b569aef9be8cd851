"""The record of who did what, on a real relay.db."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from probes.database import open_database
from probes.relay.action_log import ActionLog, RecordedAction
from probes.relay.store import SCHEMA
from tests.probes.relay.rig import T0

ACTION = RecordedAction(T0, "Вулкан", "silence", 42, "check:disk", 3, T0 + timedelta(hours=1), "a new disk")


def test_what_is_recorded_comes_back_whole_newest_first_and_survives(tmp_path: Path) -> None:
    database, _ = open_database(tmp_path / "relay.db", 1, SCHEMA)
    plain = RecordedAction(T0, "root", "resume")
    assert ActionLog(database).record([ACTION, plain])
    database.close()
    database, _ = open_database(tmp_path / "relay.db", 1, SCHEMA)
    assert ActionLog(database).recent(9) == [plain, ACTION]
    assert ActionLog(database).recent(1) == [plain]
    database.close()


def test_what_cannot_be_written_waits_in_order_and_is_written_once(tmp_path: Path) -> None:
    database, _ = open_database(tmp_path / "relay.db", 1, SCHEMA)
    log = ActionLog(database)
    with database.settings() as db:
        db.execute("PRAGMA query_only = ON")
    second = replace(ACTION, what="unsilence")
    assert not log.record([ACTION])
    assert not log.record([second])
    assert (log.waiting, log.recent(9)) == (True, [second, ACTION])
    with database.settings() as db:
        db.execute("PRAGMA query_only = OFF")
    assert log.record()
    assert (log.waiting, log.recent(9)) == (False, [second, ACTION])
    assert log.record()
    assert log.recent(9) == [second, ACTION]
    database.close()


def test_the_record_is_bounded(tmp_path: Path) -> None:
    database, _ = open_database(tmp_path / "relay.db", 1, SCHEMA)
    log = ActionLog(database)
    assert log.record([replace(ACTION, incident=number) for number in range(1100)])
    kept = log.recent(2000)
    assert (len(kept), kept[0].incident, kept[-1].incident) == (1000, 1099, 100)
    database.close()
