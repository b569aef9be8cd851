"""relay.db on a real disk: what is promised to survive survives."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ignis.runtime.base.sqlite_schema import migrate
from probes.database import StoreError, open_database
from probes.relay.incidents.incident import Resolution
from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding
from probes.relay.incidents.process_incidents import decide
from probes.relay.incidents.state import EngineState
from probes.relay.notices import telling
from probes.relay.notices.telling import IncidentChanged
from probes.relay.store import SCHEMA, RelayStore
from tests.probes.relay.rig import T0, incident, save, telling_of

SECOND = timedelta(seconds=1)


# As the relay wrote it before `program` was called `subject_name`: these very bytes are in files in the field.
OLD_BOT = (
    '{"number":1,"subject":"process:bot","program":"bot","kind":"crashed","opened_at":"2026-01-02T03:04:0'
    '5Z","pid":7,"deaths":1,"died":["2026-01-02T03:04:05Z"],"causes":[{"at":"2026-01-02T03:04:05Z","text"'
    ':"crashed (exit 1) (pid 7)"}],"tried":[],"last_words":null,"resolved_at":null,"resolution":null,"unt'
    'il":null,"severity":null,"until_told":false}'
)
OLD_DISK = (
    '{"number":2,"subject":"check:disk","program":"disk","kind":"check","opened_at":"2026-01-02T03:04:05Z'
    '","pid":null,"deaths":0,"died":[],"causes":[{"at":"2026-01-02T03:04:05Z","text":"3 % left"}],"tried"'
    ':[],"last_words":null,"resolved_at":null,"resolution":null,"until":null,"severity":null,"until_told"'
    ":false}"
)
OLD_STATE = (
    '{"programs":{"bot":{"pid":null,"since":null,"past":[{"pid":7,"until":"2026-01-02T03:04:05Z"}],"missing":[],'
    '"hung":null,"outgrown":null,"nameless":false,"fatal":false}},'
    f'"open":{{"process:bot":{OLD_BOT},"check:disk":{OLD_DISK}}},"next_number":3}}'
)


@contextmanager
def opened(folder: Path) -> Iterator[RelayStore]:
    database, _ = open_database(folder / "relay.db", 0.1, SCHEMA)
    try:
        yield RelayStore(database)
    finally:
        database.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RelayStore]:
    with opened(tmp_path) as store:
        yield store


def test_the_engines_state_comes_back_as_it_was(tmp_path: Path) -> None:
    state, _ = decide(
        EngineState(), EndedProcess("bot", 5, ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"), T0, "words")
    )
    with opened(tmp_path) as store:
        assert store.load() == EngineState()
        save(store, *state.open.values(), state=state)
    with opened(tmp_path) as store:
        assert store.load() == state
        assert [one for one, _ in store.recent(50)] == list(state.open.values())


def test_a_state_of_another_shape_is_forgotten_but_no_number_is_given_twice(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident(7), state=EngineState(next_number=8))
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
        raw.execute("UPDATE engine SET state = '{\"programs\": 5}'")
    with opened(tmp_path) as store:
        assert store.load() == EngineState(next_number=8)


def raw_rows(file: Path) -> tuple[str, list[str]]:
    """The state and the incidents as they are in the file."""
    with closing(sqlite3.connect(file)) as raw:
        (state,) = raw.execute("SELECT state FROM engine").fetchone()
        return state, [body for (body,) in raw.execute("SELECT body FROM incidents ORDER BY number")]


def older_file(file: Path) -> None:
    """relay.db as it was before there were notices: one incident is told, the other waits, a third is over."""
    over = OLD_DISK.replace('"number":2', '"number":3').replace(
        '"resolved_at":null', '"resolved_at":"2026-01-02T03:05:00Z"'
    )
    with closing(sqlite3.connect(file)) as raw, raw:
        migrate(raw, SCHEMA, file, up_to=1)
        raw.execute("INSERT INTO engine VALUES (1, ?)", (OLD_STATE,))
        for number, subject, body, ended in (
            (1, "process:bot", OLD_BOT, None),
            (2, "check:disk", OLD_DISK, None),
            (3, "check:disk", over, T0.timestamp() + 55),
        ):
            raw.execute("INSERT INTO incidents VALUES (?, ?, ?, ?, ?)", (number, subject, T0.timestamp(), ended, body))
        raw.execute("INSERT INTO outbox VALUES (1, 2, 2, 'sent', '9000', 0, 0, 0)")
        raw.execute("INSERT INTO outbox VALUES (2, 1, 0, 'pending', NULL, 0, 3, 0)")
        raw.execute("INSERT INTO outbox VALUES (3, 2, 1, 'pending', '9001', 0, 0, 0)")


def test_an_older_file_is_read_and_what_it_says_is_written_as_it_was(tmp_path: Path) -> None:
    older_file(tmp_path / "relay.db")
    with opened(tmp_path) as store:
        state = store.load()
        assert state.next_number == 3
        assert {key: one.subject_name for key, one in state.open.items()} == {
            "process:bot": "bot",
            "check:disk": "disk",
        }
        assert [(one.subject_name, message) for one, message in store.recent(9)] == [
            ("disk", "pending"),
            ("disk", "pending"),
            ("bot", "sent"),
        ]
        save(store, *state.open.values(), state=state)
    stored, incidents = raw_rows(tmp_path / "relay.db")
    assert json.loads(stored)["programs"] == json.loads(OLD_STATE)["programs"]
    for old, new in zip((OLD_BOT, OLD_DISK), incidents[:2], strict=True):
        assert json.loads(old).items() <= json.loads(new).items()


def test_what_was_open_before_there_were_notices_goes_on_in_its_message(tmp_path: Path) -> None:
    older_file(tmp_path / "relay.db")
    with opened(tmp_path) as store:
        state, notices = store.load(), store.load_notices()
        assert (list(notices.notices), notices.next_number) == ([1, 2], 4)
        assert dict(notices.incidents) == {one.number: one for one in state.open.values()}
        over = state.open["process:bot"].resolved(T0, Resolution.BACK)
        notices, decisions = telling.decide(notices, IncidentChanged(over, T0))
        store.save(state, notices, [over], [one.telling for one in decisions if one.telling])
        due = []
        while message := store.due(T0):
            due.append((message.number, message.message_id, message.telling.notice.final, message.telling.incidents))
            store.mark_sent(message, message.message_id or "9002")
    (bot, disk, last) = due
    assert bot == (1, "9000", True, (over,))
    assert disk == (2, None, False, (state.open["check:disk"],))
    assert last[:3] == (3, "9001", True)


def test_notices_of_another_shape_are_known_by_their_messages(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident(1), incident(2).resolved(T0, Resolution.BACK), incident(3))
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
        raw.execute("UPDATE notices SET state = '{\"notices\": 5}'")
    with opened(tmp_path) as store:
        notices = store.load_notices()
        assert (list(notices.notices), list(notices.incidents), notices.next_number) == ([1, 3], [1, 3], 4)


def test_a_message_goes_from_pending_to_sent(store: RelayStore) -> None:
    save(store, incident())
    message = store.due(T0)
    assert message is not None
    assert (message.telling, message.message_id, store.depth()) == (telling_of(incident()), None, 1)
    store.mark_in_flight(message)
    assert store.due(T0) is None
    store.mark_sent(message, "9000")
    assert (store.due(T0), store.depth()) == (None, 0)
    assert store.recent(1) == [(incident(), "sent")]


def test_what_was_decided_while_it_flew_is_told_by_an_edit(store: RelayStore) -> None:
    save(store, incident())
    message = store.due(T0)
    assert message is not None
    store.mark_in_flight(message)
    newer = incident().resolved(T0, Resolution.BACK)
    save(store, newer)
    assert store.due(T0) is None
    store.mark_sent(message, "9000")
    after = store.due(T0)
    assert after is not None
    assert (after.telling, after.message_id) == (telling_of(newer), "9000")


def test_what_was_in_flight_when_the_relay_was_killed_is_due_again(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.begin_run(10, "1:0", T0) is None
        save(store, incident())
        message = store.due(T0)
        assert message is not None
        store.mark_in_flight(message)
    with opened(tmp_path) as store:
        previous = store.begin_run(11, "1:0", T0)
        assert previous is not None
        assert (previous.pid, previous.clean) == (10, False)
        again = store.due(T0)
        assert again is not None
        assert again.number == message.number


def test_a_run_that_ended_as_asked_is_remembered_so(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.begin_run(10, "1:0", T0)
        store.heartbeat(T0 + SECOND)
        store.end_run(T0 + 2 * SECOND)
        previous = store.begin_run(11, "1:0", T0)
    assert previous is not None
    assert (previous.clean, previous.supervisor, previous.heartbeat_at) == (True, "1:0", T0 + SECOND)


def test_a_failed_one_waits_and_others_go_on(store: RelayStore) -> None:
    save(store, incident(1), incident(2))
    message = store.due(T0)
    assert message is not None
    store.retry_at(message, T0 + 10 * SECOND)
    other = store.due(T0)
    assert other is not None
    assert other.number == 2
    store.mark_sent(other, "9")
    assert store.due(T0 + 9 * SECOND) is None
    retried = store.due(T0 + 11 * SECOND)
    assert retried is not None
    assert (retried.number, retried.attempts) == (1, 1)


def test_a_rate_limit_holds_everything_also_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident(1), incident(2))
        message = store.due(T0)
        assert message is not None
        store.retry_at(message, T0 + 10 * SECOND, hold_all=True)
    with opened(tmp_path) as store:
        assert store.due(T0 + 9 * SECOND) is None
        assert store.due(T0 + 11 * SECOND) is not None


def test_a_clock_set_back_by_hours_holds_nothing_up(store: RelayStore) -> None:
    save(store, incident())
    message = store.due(T0)
    assert message is not None
    store.retry_at(message, T0 + 10 * SECOND)
    assert store.due(T0 - timedelta(hours=1)) is not None


def test_a_lost_message_is_posted_anew(store: RelayStore) -> None:
    save(store, incident())
    message = store.due(T0)
    assert message is not None
    store.mark_sent(message, "9000")
    save(store, incident())
    edit = store.due(T0)
    assert edit is not None
    store.post_again(edit)
    again = store.due(T0)
    assert again is not None
    assert again.message_id is None


def test_a_refused_one_is_tried_plain_once_and_richly_again_when_there_is_transition(store: RelayStore) -> None:
    save(store, incident())
    for plain in (False, True):
        message = store.due(T0)
        assert message is not None
        assert message.plain is plain
        store.simplify(message)
    assert store.due(T0) is None
    save(store, incident())
    newest = store.due(T0)
    assert newest is not None
    assert not newest.plain


def test_nobody_to_tell_empties_the_outbox(store: RelayStore) -> None:
    save(store, incident(1), incident(2))
    assert (store.drop_all(), store.depth(), store.due(T0)) == (2, 0, None)


def test_old_incidents_that_are_over_and_told_are_forgotten(store: RelayStore) -> None:
    save(store, incident(1).resolved(T0, Resolution.BACK), incident(2), incident(2000))
    message = store.due(T0)
    assert message is not None
    store.begin_run(1, "1:0", T0)
    assert len(store.recent(50)) == 3  # not sent yet
    store.mark_sent(message, "9000")
    store.begin_run(1, "1:0", T0)
    assert [one.number for one, _ in store.recent(50)] == [2000, 2]


def test_a_locked_database_is_one_line_and_nothing_half_done(tmp_path: Path) -> None:
    with opened(tmp_path) as store, closing(sqlite3.connect(tmp_path / "relay.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="database is locked"):
            save(store, incident(), state=EngineState(next_number=2))
        other.rollback()
        assert store.recent(1) == []
        save(store, incident(), state=EngineState(next_number=2))
        assert store.depth() == 1


def test_a_database_in_its_place_is_not_missed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident())
        assert store._database.misplaced() is None


def test_a_deleted_database_is_noticed_and_the_next_begins_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident())
        (tmp_path / "relay.db").unlink()
        assert store._database.misplaced() == "was deleted while it was in use"
        save(store, incident(2))
    with opened(tmp_path) as store:
        assert store.recent(50) == []


def test_a_database_put_in_its_place_is_noticed_and_left_as_it_is(tmp_path: Path) -> None:
    """The journals of the old one, which bear its name, must not be taken for the new one's."""
    other = tmp_path / "other"
    other.mkdir()
    with opened(other) as store:
        save(store, incident(7))
    with opened(tmp_path) as store:
        save(store, incident(1), incident(2))
        (other / "relay.db").replace(tmp_path / "relay.db")
        assert store._database.misplaced() == "was replaced by another file while it was in use"
        assert (tmp_path / "relay.db-wal").stat().st_size > 0
    assert not (tmp_path / "relay.db-wal").exists()
    with opened(tmp_path) as store:
        assert [one.number for one, _ in store.recent(50)] == [7]
