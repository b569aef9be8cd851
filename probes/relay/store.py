"""What the relay remembers in relay.db: the engine's state, incidents, the outbox, its own runs.

The outbox holds one row per incident, because there is one message per incident: pending -> in flight -> sent. Whatever
is decided while a message waits or flies raises its revision, so the message is sent once more with the newest text. A
row that is found in flight at the start goes back to pending: at most that one request is repeated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from probes.database import Database
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.process_incidents import EngineState

SCHEMA: Final = "probes.relay"
"""The package that holds relay.db's migrations."""

_State = TypeAdapter(EngineState)
_Incident = TypeAdapter(Incident)
_INCIDENTS_KEPT = 1000
_LONGEST_HOLD = 900.0  # seconds; more than that is a clock that was stepped


@dataclass(frozen=True)
class OutboxMessage:
    """A message that is due: a new one, or an edit of `message_id`."""

    incident: Incident
    revision: int
    message_id: str | None
    plain: bool
    attempts: int


@dataclass(frozen=True)
class RelayRun:
    """One life of the relay. `supervisor` is the parent's pid and start, which tell it from its successor."""

    pid: int
    supervisor: str
    clean: bool
    heartbeat_at: datetime

    @property
    def supervisor_pid(self) -> int:
        return int(self.supervisor.partition(":")[0])


class RelayStore:
    """Its methods block for a disk sync: callers use `asyncio.to_thread`. Every one may raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> EngineState:
        """The engine's state; an empty one at the first start, or when the stored one has another shape."""
        with self._database.transaction() as db:
            row = db.execute("SELECT state FROM engine").fetchone()
            (newest,) = db.execute("SELECT coalesce(max(number), 0) FROM incidents").fetchone()
        try:
            return _State.validate_json(row[0]) if row else EngineState(next_number=newest + 1)
        except ValidationError:
            return EngineState(next_number=newest + 1)

    def save(self, state: EngineState, changed: Iterable[Incident], *, announce: bool = True) -> None:
        """The state and the incidents that changed, together; each incident's message becomes due."""
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO engine VALUES (1, ?)", (_State.dump_json(state).decode(),))
            for incident in changed:
                db.execute(
                    "INSERT INTO incidents VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
                    " SET resolved_at = excluded.resolved_at, body = excluded.body",
                    (
                        incident.number,
                        incident.subject,
                        incident.opened_at.timestamp(),
                        incident.resolved_at.timestamp() if incident.resolved_at else None,
                        _Incident.dump_json(incident).decode(),
                    ),
                )
                db.execute(
                    "INSERT INTO outbox (incident, revision, state) VALUES (?, 1, ?) ON CONFLICT (incident) DO UPDATE"
                    " SET revision = revision + 1, plain = 0,"
                    " state = CASE state WHEN 'in flight' THEN state ELSE excluded.state END",
                    (incident.number, "pending" if announce else "dropped"),
                )

    def due(self, now: datetime) -> OutboxMessage | None:
        """The oldest message that may be sent now."""
        with self._database.transaction() as db:
            row = db.execute(
                "SELECT body, revision, message_id, plain, attempts FROM outbox JOIN incidents ON number = incident"
                " WHERE state = 'pending' AND NOT (not_before BETWEEN :now AND :latest)"
                " AND NOT EXISTS (SELECT 1 FROM webhook WHERE hold_until BETWEEN :now AND :latest)"
                " ORDER BY number LIMIT 1",
                {"now": now.timestamp(), "latest": now.timestamp() + _LONGEST_HOLD},
            ).fetchone()
        if row is None:
            return None
        body, revision, message_id, plain, attempts = row
        return OutboxMessage(_Incident.validate_json(body), revision, message_id, bool(plain), attempts)

    def take_off(self, letter: OutboxMessage) -> None:
        with self._database.transaction() as db:
            db.execute("UPDATE outbox SET state = 'in flight' WHERE incident = ?", (letter.incident.number,))

    def arrived(self, letter: OutboxMessage, message_id: str) -> None:
        """It is sent, unless there is more to tell since."""
        with self._database.transaction() as db:
            db.execute(
                "UPDATE outbox SET message_id = ?, told = ?, attempts = 0, not_before = 0,"
                " state = CASE revision WHEN ? THEN 'sent' ELSE 'pending' END WHERE incident = ?",
                (message_id, letter.revision, letter.revision, letter.incident.number),
            )

    def again(self, letter: OutboxMessage, not_before: datetime, *, hold_all: bool = False) -> None:
        """It failed; it, or with `hold_all` everything, is due again at `not_before`."""
        moment = not_before.timestamp()
        with self._database.transaction() as db:
            db.execute(
                "UPDATE outbox SET state = 'pending', attempts = attempts + 1, not_before = ? WHERE incident = ?",
                (0 if hold_all else moment, letter.incident.number),
            )
            if hold_all:
                db.execute("INSERT OR REPLACE INTO webhook VALUES (1, ?)", (moment,))

    def put_back(self, letter: OutboxMessage) -> None:
        """It was not the letter's fault: due at once, when there is somebody to take it."""
        with self._database.transaction() as db:
            db.execute("UPDATE outbox SET state = 'pending' WHERE incident = ?", (letter.incident.number,))

    def post_anew(self, letter: OutboxMessage) -> None:
        """The message is gone: the next one is a new one."""
        with self._database.transaction() as db:
            db.execute(
                "UPDATE outbox SET state = 'pending', message_id = NULL WHERE incident = ?", (letter.incident.number,)
            )

    def simplify(self, letter: OutboxMessage) -> None:
        """Discord refused it: due again as one plain line; refused like that as well, it is given up."""
        with self._database.transaction() as db:
            db.execute(
                "UPDATE outbox SET plain = 1, state = CASE plain WHEN 1 THEN 'dropped' ELSE 'pending' END"
                " WHERE incident = ?",
                (letter.incident.number,),
            )

    def drop_all(self) -> int:
        """Nobody is there to tell: nothing is due any more. Returns how many messages that were."""
        with self._database.transaction() as db:
            return db.execute("UPDATE outbox SET state = 'dropped' WHERE state IN ('pending', 'in flight')").rowcount

    def depth(self) -> int:
        """How many messages wait or fly."""
        with self._database.transaction() as db:
            (count,) = db.execute("SELECT count(*) FROM outbox WHERE state IN ('pending', 'in flight')").fetchone()
        return int(count)

    def recent(self, count: int) -> list[tuple[Incident, str]]:
        """The latest incidents, newest first, each with its message's state."""
        with self._database.transaction() as db:
            rows = db.execute(
                "SELECT body, coalesce(state, 'dropped') FROM incidents LEFT JOIN outbox ON incident = number"
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
                "DELETE FROM incidents WHERE resolved_at IS NOT NULL AND number NOT IN"
                " (SELECT incident FROM outbox WHERE state = 'pending')"
                " AND number <= (SELECT max(number) FROM incidents) - ?",
                (_INCIDENTS_KEPT,),
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
