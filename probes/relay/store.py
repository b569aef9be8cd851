"""What the relay stores in relay.db: the engine's state, incidents, notices, the outbox, its own runs.

The outbox has one row per notice, which is one message: pending -> in flight -> sent. What is decided while a message
is pending or in flight raises its revision, so the message is sent once more with the newest text. A row that is in
flight at the start goes back to pending: at most that one request is repeated.
"""

import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from probes.database import Database
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.state import EngineState
from probes.relay.notices.notice import Telling
from probes.relay.notices.state import NoticeState

SCHEMA: Final = "probes.relay"
"""The package that holds relay.db's migrations."""

_State = TypeAdapter(EngineState)
_Incident = TypeAdapter(Incident)
_Notices = TypeAdapter(NoticeState)
_Telling = TypeAdapter(Telling)
_INCIDENTS_KEPT = 1000
_LONGEST_HOLD = 900.0  # seconds; a longer hold means that the clock was stepped


@dataclass(frozen=True)
class OutboxMessage:
    """A message that is due: a new one, or an edit of `message_id`."""

    telling: Telling
    revision: int
    message_id: str | None
    plain: bool
    attempts: int

    @property
    def number(self) -> int:
        """The number of its notice."""
        return self.telling.notice.number


@dataclass(frozen=True)
class RelayRun:
    """One run of the relay. `supervisor` is the parent's pid and start time, which identify it."""

    pid: int
    supervisor: str
    clean: bool
    heartbeat_at: datetime

    @property
    def supervisor_pid(self) -> int:
        return int(self.supervisor.partition(":")[0])


class RelayStore:
    """Its methods block for a disk sync: callers use `asyncio.to_thread`. Every one may raise StoreError.

    Example:
        store = RelayStore(database)
        await asyncio.to_thread(store.save, state, notices, [incident], tellings)
        message = await asyncio.to_thread(store.due, clock.now())
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> EngineState:
        """The engine's state; an empty one at the first start, or if the stored one cannot be read."""
        with self._database.transaction() as db:
            row = db.execute("SELECT state FROM engine").fetchone()
            (newest,) = db.execute("SELECT coalesce(max(number), 0) FROM incidents").fetchone()
        try:
            return _State.validate_json(row[0]) if row else EngineState(next_number=newest + 1)
        except ValidationError:
            return EngineState(next_number=newest + 1)

    def load_notices(self) -> NoticeState:
        """What the notices remember. If that cannot be read, the messages that are not final are known all the same."""
        with self._database.transaction() as db:
            row = db.execute("SELECT state FROM notices").fetchone()
            stored = [telling for (telling,) in db.execute("SELECT telling FROM outbox ORDER BY notice")]
        with contextlib.suppress(ValidationError):
            if row:
                return _Notices.validate_json(row[0])
        state = NoticeState()
        for one in stored:
            with contextlib.suppress(ValidationError):
                telling = _Telling.validate_json(one)
                state = state.keep(telling.notice, *telling.incidents, *telling.held_back)
        return state.without_final()

    def save(
        self, state: EngineState, notices: NoticeState, changed: Iterable[Incident], tellings: Iterable[Telling]
    ) -> None:
        """The states, the incidents that changed, and the messages that become due, together."""
        with self._database.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO engine VALUES (1, ?)", (_State.dump_json(state, by_alias=True).decode(),)
            )
            db.execute(
                "INSERT OR REPLACE INTO notices VALUES (1, ?)", (_Notices.dump_json(notices, by_alias=True).decode(),)
            )
            for incident in changed:
                _save_incident(db, incident)
            for telling in tellings:
                _save_telling(db, telling)

    def due(self, now: datetime) -> OutboxMessage | None:
        """The oldest message that may be sent now."""
        with self._database.transaction() as db:
            row = db.execute(
                "SELECT telling, revision, message_id, plain, attempts FROM outbox"
                " WHERE state = 'pending' AND NOT (not_before BETWEEN :now AND :latest)"
                " AND NOT EXISTS (SELECT 1 FROM webhook WHERE hold_until BETWEEN :now AND :latest)"
                " ORDER BY notice LIMIT 1",
                {"now": now.timestamp(), "latest": now.timestamp() + _LONGEST_HOLD},
            ).fetchone()
        if row is None:
            return None
        telling, revision, message_id, plain, attempts = row
        return OutboxMessage(_Telling.validate_json(telling), revision, message_id, bool(plain), attempts)

    def mark_in_flight(self, message: OutboxMessage) -> None:
        """It is being sent."""
        with self._database.transaction() as db:
            db.execute("UPDATE outbox SET state = 'in flight' WHERE notice = ?", (message.number,))

    def mark_sent(self, message: OutboxMessage, message_id: str) -> None:
        """It is sent, unless there is newer text by now."""
        with self._database.transaction() as db:
            db.execute(
                "UPDATE outbox SET message_id = ?, told = ?, attempts = 0, not_before = 0,"
                " state = CASE revision WHEN ? THEN 'sent' ELSE 'pending' END WHERE notice = ?",
                (message_id, message.revision, message.revision, message.number),
            )

    def retry_at(self, message: OutboxMessage, not_before: datetime, *, hold_all: bool = False) -> None:
        """It failed and is due again at `not_before`; with `hold_all`, so is every other message."""
        moment = not_before.timestamp()
        with self._database.transaction() as db:
            db.execute(
                "UPDATE outbox SET state = 'pending', attempts = attempts + 1, not_before = ? WHERE notice = ?",
                (0 if hold_all else moment, message.number),
            )
            if hold_all:
                db.execute("INSERT OR REPLACE INTO webhook VALUES (1, ?)", (moment,))

    def put_back(self, message: OutboxMessage) -> None:
        """The failure was not the message's fault: it is due at once when there is a webhook again."""
        with self._database.transaction() as db:
            db.execute("UPDATE outbox SET state = 'pending' WHERE notice = ?", (message.number,))

    def post_again(self, message: OutboxMessage) -> None:
        """Discord no longer has the message: the next one is new."""
        with self._database.transaction() as db:
            db.execute("UPDATE outbox SET state = 'pending', message_id = NULL WHERE notice = ?", (message.number,))

    def simplify(self, message: OutboxMessage) -> None:
        """Discord refused it: it is due again as one plain line. If that was refused too, it is dropped."""
        with self._database.transaction() as db:
            db.execute(
                "UPDATE outbox SET plain = 1, state = CASE plain WHEN 1 THEN 'dropped' ELSE 'pending' END"
                " WHERE notice = ?",
                (message.number,),
            )

    def drop_all(self) -> int:
        """There is no webhook: nothing is due any more. Returns the number of messages dropped."""
        with self._database.transaction() as db:
            return db.execute("UPDATE outbox SET state = 'dropped' WHERE state IN ('pending', 'in flight')").rowcount

    def depth(self) -> int:
        """How many messages are pending or in flight."""
        with self._database.transaction() as db:
            (count,) = db.execute("SELECT count(*) FROM outbox WHERE state IN ('pending', 'in flight')").fetchone()
        return int(count)

    def recent(self, count: int) -> list[tuple[Incident, str]]:
        """The latest incidents, newest first, each with its message's state."""
        with self._database.transaction() as db:
            rows = db.execute(
                "SELECT body, coalesce(state, 'dropped') FROM incidents LEFT JOIN outbox USING (notice)"
                " ORDER BY number DESC LIMIT ?",
                (count,),
            ).fetchall()
        return [(_Incident.validate_json(body), state) for body, state in rows]

    def begin_run(self, pid: int, supervisor: str, now: datetime) -> RelayRun | None:
        """Records this run, puts back what was in flight, and returns the run before."""
        moment = now.timestamp()
        with self._database.transaction() as db:
            row = db.execute(
                "SELECT pid, supervisor, ended_at, heartbeat_at FROM runs ORDER BY id DESC LIMIT 1"
            ).fetchone()
            db.execute(
                "INSERT INTO runs (pid, supervisor, started_at, heartbeat_at) VALUES (?, ?, ?, ?)",
                (pid, supervisor, moment, moment),
            )
            db.execute("UPDATE outbox SET state = 'pending' WHERE state = 'in flight'")
            db.execute(
                "DELETE FROM incidents WHERE resolved_at IS NOT NULL AND coalesce(notice, 0) NOT IN"
                " (SELECT notice FROM outbox WHERE state = 'pending')"
                " AND number <= (SELECT max(number) FROM incidents) - ?",
                (_INCIDENTS_KEPT,),
            )
            db.execute(
                "DELETE FROM outbox WHERE state <> 'pending' AND json_extract(telling, '$.notice.final')"
                " AND notice NOT IN (SELECT notice FROM incidents WHERE notice IS NOT NULL)"
            )
            db.execute("DELETE FROM runs WHERE id <= (SELECT max(id) FROM runs) - ?", (_INCIDENTS_KEPT,))
        if row is None:
            return None
        return RelayRun(row[0], row[1], row[2] is not None, datetime.fromtimestamp(row[3], UTC))

    def heartbeat(self, now: datetime) -> None:
        with self._database.transaction() as db:
            db.execute("UPDATE runs SET heartbeat_at = ? WHERE id = (SELECT max(id) FROM runs)", (now.timestamp(),))

    def end_run(self, now: datetime) -> None:
        with self._database.transaction() as db:
            db.execute("UPDATE runs SET ended_at = ? WHERE id = (SELECT max(id) FROM runs)", (now.timestamp(),))


def _save_incident(db: sqlite3.Connection, incident: Incident) -> None:
    db.execute(
        "INSERT INTO incidents (number, subject, opened_at, resolved_at, body) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET resolved_at = excluded.resolved_at, body = excluded.body",
        (
            incident.number,
            incident.subject,
            incident.opened_at.timestamp(),
            incident.resolved_at.timestamp() if incident.resolved_at else None,
            _Incident.dump_json(incident, by_alias=True).decode(),
        ),
    )


def _save_telling(db: sqlite3.Connection, telling: Telling) -> None:
    number = telling.notice.number
    db.execute(
        "INSERT INTO outbox (notice, telling, revision, state) VALUES (?, ?, 1, 'pending') ON CONFLICT (notice)"
        " DO UPDATE SET telling = excluded.telling, revision = revision + 1, plain = 0,"
        " state = CASE state WHEN 'in flight' THEN state ELSE excluded.state END",
        (number, _Telling.dump_json(telling, by_alias=True).decode()),
    )
    about = (*telling.notice.incidents, *telling.notice.held_back)
    db.executemany("UPDATE incidents SET notice = ? WHERE number = ?", [(number, one) for one in about])
