"""The columns of `members` and `audit` in `ignis.db`, in one place, and rows of them as values.

The columns of `members` are the fields of `Member`, those of `audit` are the fields of `LedgerEntry`: the same names in
the same order. In addition, a member has `created_at` and `updated_at`, and a line of the audit has its `id`.
"""

import json
from array import array
from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final

from ignis.adapters.database.transaction import Value
from ignis.domain.members.change import Action, LedgerEntry
from ignis.domain.members.member import Member
from ignis.services.ports import StorageError, StorageReason

_MEMBER_NAMES: Final = tuple(field.name for field in fields(Member))
_ENTRY_NAMES: Final = tuple(field.name for field in fields(LedgerEntry))
_TIMES: Final = ("created_at", "updated_at")

MEMBER: Final = ", ".join(f"members.{name}" for name in _MEMBER_NAMES)
"""What to SELECT for `member_of`."""

MEMBER_DETAILS: Final = ", ".join(name for name in (*_MEMBER_NAMES, *_TIMES) if name != "user_id")
"""All that is stored of a member, without the id."""

ENTRY: Final = ", ".join(_ENTRY_NAMES)
"""What to SELECT of `audit` for `entry_of`, and what to INSERT of `entry_row`."""

ENTRY_COUNT: Final = len(_ENTRY_NAMES)

_member_values = attrgetter(*_MEMBER_NAMES)


def upsert_members(values: str, names: tuple[str, ...] = _MEMBER_NAMES) -> str:
    """The statement that stores members: new ones are created, of the others the columns `names` are written.

    `values` is the SQL that gives the values: those of `names`, then the time, twice.

    >>> upsert_members("VALUES (?, ?, ?3, ?3)", ("user_id", "rank")).split(" ON ")
    ['INSERT INTO members (user_id, rank, created_at, updated_at) VALUES (?, ?, ?3, ?3)', \
'CONFLICT (user_id) DO UPDATE SET rank = excluded.rank, updated_at = excluded.updated_at']
    """
    written = ", ".join(f"{name} = excluded.{name}" for name in (*names, "updated_at") if name != "user_id")
    columns = ", ".join((*names, *_TIMES))
    return f"INSERT INTO members ({columns}) {values} ON CONFLICT (user_id) DO UPDATE SET {written}"


def _upsert_one() -> str:
    time = f"?{len(_MEMBER_NAMES) + 1}"
    return upsert_members(f"VALUES ({', '.join('?' * len(_MEMBER_NAMES))}, {time}, {time})")


def json_values(count: int) -> str:
    """The first `count` values of each array in a `json_each`.

    >>> json_values(2)
    'value ->> 0, value ->> 1'
    """
    return ", ".join(f"value ->> {number}" for number in range(count))


UPSERT_MEMBER: Final = _upsert_one()
"""Stores a `member_row`."""

INSERT_ENTRY: Final = f"INSERT INTO audit ({ENTRY}) VALUES ({', '.join('?' * ENTRY_COUNT)})"  # noqa: S608  our own columns
"""Adds an `entry_row` to the audit."""


def member_row(member: Member, at: datetime) -> tuple[Value, ...]:
    return (*_member_values(member), as_text(at))


def member_of(row: Any) -> Member:
    return Member(*row)


def entry_row(entry: LedgerEntry) -> tuple[Value, ...]:
    who = (entry.action, entry.user_id, entry.actor_id)
    return (*who, entry.before, entry.after, entry.reason, as_text(entry.at), entry.order_id)


def entry_of(row: Any) -> LedgerEntry:
    action, user_id, actor_id, before, after, reason, at, order_id = row
    return LedgerEntry(Action(action), user_id, actor_id, before, after, reason, datetime.fromisoformat(at), order_id)


def ids_as_json(ids: Collection[int]) -> str:
    """A value for `json_each`. Raises StorageError for an id above 64 bits."""
    ids = list(ids)
    _bounded(ids)
    return json.dumps(ids)


def rows_as_json(rows: Collection[tuple[Value, ...]]) -> str:
    """A value for `json_each`. Raises StorageError for what could not be bound one by one."""
    _bounded([value for row in rows for value in row if isinstance(value, int)])
    return json.dumps(rows, ensure_ascii=False)  # SQLite refuses half a surrogate pair when this is bound


def _bounded(numbers: Iterable[int]) -> None:
    """SQLite would store a number above 64 bits as a fraction."""
    try:
        array("q", numbers)  # signed 64 bits, each of them checked without a line of Python
    except OverflowError:
        raise StorageError("a number above 64 bits cannot be stored", StorageReason.REFUSED) from None


def as_text(at: datetime) -> str:
    """ISO 8601 in UTC, as every time in the file. `at` knows its time zone."""
    return at.astimezone(UTC).isoformat()
