"""Who did what about alerts: the record in relay.db. What cannot be written is kept in memory and written later."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from probes.database import StoreError
from probes.relay.relay_database import Transactions

_KEPT: Final = 1000  # lines


@dataclass(frozen=True)
class RecordedAction:
    """One line. `discord_id` is None for an account of the machine; `until` is the end of a silence or a pause."""

    at: datetime
    by: str
    what: str
    discord_id: int | None = None
    subject: str | None = None
    incident: int | None = None
    until: datetime | None = None
    why: str = ""


class ActionLog:
    """Its methods block for a disk sync: callers use `asyncio.to_thread`.

    Example:
        recorded = await asyncio.to_thread(log.record, [RecordedAction(now, "Vulkan", "acknowledge", incident=12)])
    """

    def __init__(self, database: Transactions) -> None:
        self._database = database
        self._waiting: tuple[RecordedAction, ...] = ()
        self._lock = threading.Lock()

    def record(self, actions: Sequence[RecordedAction] = ()) -> bool:
        """Writes them and all that waits; False if relay.db cannot be written now. Then they wait."""
        with self._lock:
            self._waiting = (*self._waiting, *actions)[-_KEPT:]
            try:
                with self._database.transaction() as db:
                    db.executemany(
                        "INSERT INTO operator_actions"
                        " (at, by_name, discord_id, what, subject, incident, until, why)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        [_row(one) for one in self._waiting],
                    )
                    db.execute(
                        "DELETE FROM operator_actions WHERE id <= (SELECT max(id) FROM operator_actions) - ?", (_KEPT,)
                    )
            except StoreError:
                return False
            self._waiting = ()
            return True

    def recent(self, count: int) -> list[RecordedAction]:
        """The latest, newest first; those that wait are among them. Raises StoreError."""
        waiting = list(reversed(self._waiting))
        with self._database.settings() as db:  # `transaction` would ask for the right to write
            rows = db.execute(
                "SELECT at, by_name, discord_id, what, subject, incident, until, why FROM operator_actions"
                " ORDER BY id DESC LIMIT ?",
                (count,),
            ).fetchall()
        return [*waiting, *map(_action, rows)][:count]

    @property
    def waiting(self) -> bool:
        """Whether something could not be written yet."""
        return bool(self._waiting)


def _row(action: RecordedAction) -> tuple[object, ...]:
    until = action.until.timestamp() if action.until is not None else None
    return (
        action.at.timestamp(), action.by, action.discord_id, action.what, action.subject, action.incident, until,
        action.why,
    )  # fmt: skip


def _action(row: Sequence[Any]) -> RecordedAction:
    at, by, discord_id, what, subject, incident, until, why = row
    return RecordedAction(
        datetime.fromtimestamp(at, UTC),
        by,
        what,
        discord_id,
        subject,
        incident,
        datetime.fromtimestamp(until, UTC) if until is not None else None,
        why,
    )
