"""What the relay stores in relay.db: the engine's state, incidents, notices, the outbox, further roads, its own runs.

What it knows is in memory; this is where it is kept for the next run. A row of the outbox that is in flight when the
relay is killed goes back to pending at the next start: at most that one request is repeated, with the same incidents.
"""

import contextlib
import sqlite3
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from probes.relay.changes import Changes
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.state import EngineState
from probes.relay.notices.notice import Telling
from probes.relay.notices.state import NoticeState
from probes.relay.outbox import limits
from probes.relay.outbox.limits import StoredLimits
from probes.relay.outbox.outbox import EntryState, OutboxEntry
from probes.relay.outbox.road_memory import RoadMemory
from probes.relay.relay_database import Transactions

SCHEMA: Final = "probes.relay"
"""The package that holds relay.db's migrations."""

_State = TypeAdapter(EngineState)
_Incident = TypeAdapter(Incident)
_Notices = TypeAdapter(NoticeState)
_Telling = TypeAdapter(Telling)
_Road = TypeAdapter(RoadMemory)
_INCIDENTS_KEPT = 1000
_RECENT = 200


@dataclass(frozen=True)
class Stored:
    """All that the next run begins with. `entries` are the messages whose story is not over or not told.

    `incidents` are the latest, by number; `message_states` says how they were told. `limits` is None if nothing is
    known about requests that were made. `roads` are those to further receivers, by receiver.
    """

    engine: EngineState = field(default_factory=EngineState)
    notices: NoticeState = field(default_factory=NoticeState)
    entries: tuple[OutboxEntry, ...] = ()
    incidents: Mapping[int, Incident] = field(default_factory=dict[int, Incident])
    message_states: Mapping[int, EntryState] = field(default_factory=dict[int, EntryState])
    limits: StoredLimits | None = None
    roads: Mapping[str, RoadMemory] = field(default_factory=dict[str, RoadMemory])


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
        stored = await asyncio.to_thread(store.load)
        await asyncio.to_thread(store.save, Changes(engine=state))
    """

    def __init__(self, database: Transactions) -> None:
        self._database = database
        self._run: tuple[int, str, float] | None = None

    def load(self) -> Stored:
        """Everything. What cannot be read of it is as at the first start, but no number is given twice."""
        with self._database.transaction() as db:
            engine = db.execute("SELECT state FROM engine").fetchone()
            notices = db.execute("SELECT state FROM notices").fetchone()
            (newest,) = db.execute("SELECT coalesce(max(number), 0) FROM incidents").fetchone()
            (newest_notice,) = db.execute("SELECT coalesce(max(notice), 0) FROM outbox").fetchone()
            outbox = db.execute(
                "SELECT telling, state, revision, told, message_id, plain, attempts, waiting_since FROM outbox"
                " ORDER BY notice"
            ).fetchall()
            recent = db.execute(
                "SELECT number, body, state FROM incidents LEFT JOIN outbox USING (notice)"
                " ORDER BY number DESC LIMIT ?",
                (_RECENT,),
            ).fetchall()
            kept = db.execute("SELECT limits FROM webhook_limits").fetchone()
            roads = db.execute("SELECT receiver, memory FROM roads").fetchall()
        entries = tuple(_readable(outbox))
        open_entries = tuple(one for one in entries if one.waits or not one.final)
        incidents = {number: one for number, body, _ in reversed(recent) if (one := _incident(body)) is not None}
        return Stored(
            _engine(engine, newest),
            _notices(notices, open_entries, newest_notice),
            open_entries,
            incidents,
            {number: EntryState(state) for number, _, state in reversed(recent) if state is not None},
            _limits(kept),
            {receiver: known for receiver, memory in roads if (known := _road(memory)) is not None},
        )

    def save(self, changes: Changes) -> None:
        """All of them, in one transaction."""
        with self._database.transaction() as db:
            if changes.engine is not None:
                state = _State.dump_json(changes.engine, by_alias=True).decode()
                db.execute("INSERT OR REPLACE INTO engine VALUES (1, ?)", (state,))
            if changes.notices is not None:
                notices = _Notices.dump_json(changes.notices, by_alias=True).decode()
                db.execute("INSERT OR REPLACE INTO notices VALUES (1, ?)", (notices,))
            if changes.limits is not None:
                kept = limits.STORED.dump_json(changes.limits).decode()
                db.execute("INSERT OR REPLACE INTO webhook_limits VALUES (1, ?)", (kept,))
            for receiver, memory in changes.roads.items():
                body = _Road.dump_json(memory, by_alias=True).decode()
                db.execute("INSERT OR REPLACE INTO roads VALUES (?, ?)", (receiver, body))
            for incident in changes.incidents.values():
                _save_incident(db, incident)
            for entry in changes.entries.values():
                _save_entry(db, entry)

    def begin_run(self, pid: int, supervisor: str, now: datetime) -> RelayRun | None:
        """Records this run, forgets what is old, and returns the run before."""
        moment = now.timestamp()
        self._run = (pid, supervisor, moment)
        with self._database.transaction() as db:
            row = db.execute(
                "SELECT pid, supervisor, ended_at, heartbeat_at FROM runs ORDER BY id DESC LIMIT 1"
            ).fetchone()
            db.execute(
                "INSERT INTO runs (pid, supervisor, started_at, heartbeat_at) VALUES (?, ?, ?, ?)",
                (pid, supervisor, moment, moment),
            )
            db.execute(
                "DELETE FROM incidents WHERE resolved_at IS NOT NULL AND coalesce(notice, 0) NOT IN"
                " (SELECT notice FROM outbox WHERE state IN ('pending', 'in flight'))"
                " AND number <= (SELECT max(number) FROM incidents) - ?",
                (_INCIDENTS_KEPT,),
            )
            db.execute(
                "DELETE FROM outbox WHERE state IN ('sent', 'dropped') AND json_extract(telling, '$.notice.final')"
                " AND notice NOT IN (SELECT notice FROM incidents WHERE notice IS NOT NULL)"
            )
            db.execute("DELETE FROM runs WHERE id <= (SELECT max(id) FROM runs) - ?", (_INCIDENTS_KEPT,))
        if row is None:
            return None
        return RelayRun(row[0], row[1], row[2] is not None, datetime.fromtimestamp(row[3], UTC))

    def heartbeat(self, now: datetime) -> None:
        """This run is alive."""
        self._sign(now)

    def end_run(self, now: datetime) -> None:
        """This run ends as it was asked to."""
        self._sign(now, ended_at=now.timestamp())

    def _sign(self, now: datetime, ended_at: float | None = None) -> None:
        """Also where relay.db could not be written when the run began, or is another file by now."""
        if self._run is None:
            return
        pid, supervisor, started_at = self._run
        run = {"pid": pid, "supervisor": supervisor, "started": started_at, "now": now.timestamp(), "ended": ended_at}
        with self._database.transaction() as db:
            db.execute(
                "INSERT INTO runs (pid, supervisor, started_at, heartbeat_at) SELECT :pid, :supervisor, :started, :now"
                " WHERE NOT EXISTS (SELECT 1 FROM runs WHERE pid = :pid AND started_at = :started)",
                run,
            )
            db.execute(
                "UPDATE runs SET heartbeat_at = :now, ended_at = :ended WHERE pid = :pid AND started_at = :started",
                run,
            )


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


def _save_entry(db: sqlite3.Connection, entry: OutboxEntry) -> None:
    db.execute(
        "INSERT OR REPLACE INTO outbox"
        " (notice, telling, state, revision, told, message_id, plain, attempts, waiting_since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.number,
            _Telling.dump_json(entry.telling, by_alias=True).decode(),
            entry.state,
            entry.revision,
            entry.told,
            entry.message_id,
            entry.plain,
            entry.attempts,
            None if entry.waiting_since is None else entry.waiting_since.timestamp(),
        ),
    )
    about = (*entry.telling.notice.incidents, *entry.telling.notice.held_back)
    db.executemany("UPDATE incidents SET notice = ? WHERE number = ?", [(entry.number, one) for one in about])


def _readable(rows: list[tuple[Any, ...]]) -> Generator[OutboxEntry]:
    for telling, state, revision, told, message_id, plain, attempts, waiting_since in rows:
        with contextlib.suppress(ValidationError):
            yield OutboxEntry(
                _Telling.validate_json(telling),
                EntryState(state),
                revision,
                told,
                message_id,
                bool(plain),
                attempts,
                None if waiting_since is None else datetime.fromtimestamp(waiting_since, UTC),
            )


def _engine(row: tuple[str] | None, newest: int) -> EngineState:
    with contextlib.suppress(ValidationError):
        if row is not None:
            return _State.validate_json(row[0])
    return EngineState(next_number=newest + 1)


def _notices(row: tuple[str] | None, entries: tuple[OutboxEntry, ...], newest: int) -> NoticeState:
    """If the state cannot be read, the messages whose story is not over are known all the same."""
    with contextlib.suppress(ValidationError):
        if row is not None:
            return _Notices.validate_json(row[0])
    state = NoticeState(next_number=newest + 1)
    for one in entries:
        state = state.keep(one.telling.notice, *one.telling.incidents, *one.telling.held_back)
    return state.without_final()


def _incident(body: str) -> Incident | None:
    with contextlib.suppress(ValidationError):
        return _Incident.validate_json(body)
    return None


def _road(memory: str) -> RoadMemory | None:
    with contextlib.suppress(ValidationError):
        return _Road.validate_json(memory)
    return None


def _limits(row: tuple[str] | None) -> StoredLimits | None:
    if row is None:
        return StoredLimits()
    with contextlib.suppress(ValidationError):
        return limits.STORED.validate_json(row[0])
    return None
