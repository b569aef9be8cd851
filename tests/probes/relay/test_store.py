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
from probes.relay.changes import Changes
from probes.relay.incidents.incident import Resolution
from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding
from probes.relay.incidents.process_incidents import decide
from probes.relay.incidents.state import EngineState
from probes.relay.notices import telling
from probes.relay.notices.telling import IncidentChanged
from probes.relay.outbox.limits import Route, StoredLimits
from probes.relay.outbox.outbox import EntryState, resumed
from probes.relay.outbox.road_memory import MessageEvent, RoadMemory, Waiting
from probes.relay.store import SCHEMA, RelayStore, Stored
from tests.probes.relay.rig import T0, entry_of, incident, save

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
        assert store.load() == Stored(limits=StoredLimits())
        save(store, *state.open.values(), state=state)
    with opened(tmp_path) as store:
        stored = store.load()
        assert (stored.engine, list(stored.incidents.values())) == (state, list(state.open.values()))


def test_what_a_road_remembers_comes_back_and_one_that_cannot_be_read_is_new(tmp_path: Path) -> None:
    told = entry_of(incident(4)).telling
    memory = RoadMemory(frozenset({2, 3}), {4: told}, {5: Waiting(told, MessageEvent.OVER, T0)}, newest=5)
    with opened(tmp_path) as store:
        store.save(Changes(roads={"ntfy": RoadMemory(), "email": RoadMemory()}))
        store.save(Changes(roads={"ntfy": memory}))
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
        raw.execute("UPDATE roads SET memory = '{\"told\": 5}' WHERE receiver = 'email'")
    with opened(tmp_path) as store:
        assert store.load().roads == {"ntfy": memory}


def test_a_state_of_another_shape_is_forgotten_but_no_number_is_given_twice(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident(7), state=EngineState(next_number=8))
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
        raw.execute("UPDATE engine SET state = '{\"programs\": 5}'")
    with opened(tmp_path) as store:
        assert store.load().engine == EngineState(next_number=8)


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
        stored = store.load()
        state = stored.engine
        assert state.next_number == 3
        assert {key: one.subject_name for key, one in state.open.items()} == {
            "process:bot": "bot",
            "check:disk": "disk",
        }
        assert [(one.subject_name, stored.message_states[number]) for number, one in stored.incidents.items()] == [
            ("bot", EntryState.SENT),
            ("disk", EntryState.PENDING),
            ("disk", EntryState.PENDING),
        ]
        save(store, *state.open.values(), state=state)
    written, incidents = raw_rows(tmp_path / "relay.db")
    assert json.loads(written)["programs"] == json.loads(OLD_STATE)["programs"]
    for old, new in zip((OLD_BOT, OLD_DISK), incidents[:2], strict=True):
        assert json.loads(old).items() <= json.loads(new).items()


def test_what_was_open_before_there_were_notices_goes_on_in_its_message(tmp_path: Path) -> None:
    older_file(tmp_path / "relay.db")
    with opened(tmp_path) as store:
        stored = store.load()
    assert (list(stored.notices.notices), stored.notices.next_number) == ([1, 2], 4)
    assert dict(stored.notices.incidents) == {one.number: one for one in stored.engine.open.values()}
    over = stored.engine.open["process:bot"].resolved(T0, Resolution.BACK)
    _, decisions = telling.decide(stored.notices, IncidentChanged(over, T0))
    tellings = [one.telling for one in decisions if one.telling]
    outbox = resumed(stored.entries, stored.message_states, T0).put(tellings, T0)
    bot, disk, last = outbox.entries.values()
    assert (bot.message_id, bot.state, bot.final, bot.telling.incidents) == ("9000", EntryState.PENDING, True, (over,))
    assert (disk.message_id, disk.state, disk.attempts) == (None, EntryState.PENDING, 3)
    assert disk.telling.incidents == (stored.engine.open["check:disk"],)
    assert (last.message_id, last.final, last.revision, last.told) == ("9001", True, 2, 1)


def test_a_hold_of_an_older_file_still_holds(tmp_path: Path) -> None:
    older_file(tmp_path / "relay.db")
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
        raw.execute("INSERT INTO webhook VALUES (1, ?)", (T0.timestamp() + 100,))
    with opened(tmp_path) as store:
        assert store.load().limits == StoredLimits(holds=dict.fromkeys(Route, T0 + 100 * SECOND))


def test_notices_of_another_shape_are_known_by_their_messages(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident(1), incident(2).resolved(T0, Resolution.BACK), incident(3))
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
        raw.execute("INSERT OR REPLACE INTO notices VALUES (1, '{\"notices\": 5}')")
    with opened(tmp_path) as store:
        notices = store.load().notices
        assert (list(notices.notices), list(notices.incidents), notices.next_number) == ([1, 3], [1, 3], 4)


def test_the_outbox_and_the_limits_come_back_without_what_is_told_to_its_end(tmp_path: Path) -> None:
    over = incident(1).resolved(T0, Resolution.BACK)
    told = entry_of(over, state=EntryState.SENT, message_id="9000")
    flying = entry_of(incident(2), state=EntryState.IN_FLIGHT, revision=3, told=2, message_id="9001", attempts=4)
    open_one = entry_of(incident(3), state=EntryState.SENT, message_id="9002", plain=True)
    limits = StoredLimits((T0, T0 + SECOND), {Route.POST: T0 + 9 * SECOND})
    with opened(tmp_path) as store:
        store.save(Changes(entries={1: told, 2: flying, 3: open_one}, limits=limits))
    with opened(tmp_path) as store:
        stored = store.load()
    assert stored.entries == (flying, open_one)
    assert stored.limits == limits


def test_how_each_incident_was_told_is_known(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        save(store, incident(1), incident(2))
        store.save(Changes(entries={2: entry_of(incident(2), state=EntryState.SENT)}))
        assert store.load().message_states == {1: EntryState.PENDING, 2: EntryState.SENT}


def test_a_run_whose_beginning_could_not_be_written_is_written_later(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.begin_run(10, "1:0", T0)
        with closing(sqlite3.connect(tmp_path / "relay.db")) as raw, raw:
            raw.execute("DELETE FROM runs")
        for _ in range(2):
            store.heartbeat(T0 + SECOND)
        previous = store.begin_run(11, "1:0", T0)
    assert previous is not None
    assert (previous.pid, previous.clean, previous.heartbeat_at) == (10, False, T0 + SECOND)
    with closing(sqlite3.connect(tmp_path / "relay.db")) as raw:
        assert raw.execute("SELECT count(*) FROM runs").fetchone() == (2,)


def test_a_run_that_ended_as_asked_is_remembered_so(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.begin_run(10, "1:0", T0)
        store.heartbeat(T0 + SECOND)
        store.end_run(T0 + 2 * SECOND)
        previous = store.begin_run(11, "1:0", T0)
    assert previous is not None
    assert (previous.clean, previous.supervisor, previous.heartbeat_at) == (True, "1:0", T0 + 2 * SECOND)


def test_old_incidents_that_are_over_and_told_are_forgotten(store: RelayStore) -> None:
    over = incident(1).resolved(T0, Resolution.BACK)
    save(store, over, incident(2), incident(2000))
    store.begin_run(1, "1:0", T0)
    assert len(store.load().incidents) == 3  # not sent yet
    store.save(Changes(entries={1: entry_of(over, state=EntryState.SENT, message_id="9000")}))
    store.begin_run(1, "1:0", T0)
    assert list(store.load().incidents) == [2, 2000]


def test_a_locked_database_is_one_line_and_nothing_half_done(tmp_path: Path) -> None:
    with opened(tmp_path) as store, closing(sqlite3.connect(tmp_path / "relay.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="database is locked"):
            save(store, incident())
        other.rollback()
        assert store.load().incidents == {}
        save(store, incident())
        assert len(store.load().entries) == 1
