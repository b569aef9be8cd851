"""Ranks of many members at once, in `ignis.db`."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import (
    MEMBER,
    as_text,
    ids_as_json,
    json_values,
    member_of,
    rows_as_json,
    upsert_members,
)
from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_sync.plan import StoredOutline
from ignis.services.ports import AdoptionOrder

_STORED = f"SELECT {MEMBER} FROM members WHERE user_id IN (SELECT value FROM json_each(?))"  # noqa: S608  our own columns

_OUTLINES = """
    SELECT member.user_id, rank, role_rank, path, roles_due, accounts.name
    FROM members AS member LEFT JOIN accounts USING (user_id)
    WHERE member.user_id IN (SELECT value FROM json_each(?))
"""

# One statement for any number of members: the journal writes every statement, and its text is longer than a row.
# MATERIALIZED, because SQLite would write out the JSON of a row again for each value that is read from it.
_ROWS = "WITH rows AS MATERIALIZED (SELECT value FROM json_each(?1) ORDER BY key)"
_ADOPTED = ("user_id", "rank", "path", "role_rank", "roles_due", "declined")
_adopted_values = attrgetter(*_ADOPTED)
_ADOPT = upsert_members(
    f"{_ROWS} SELECT {json_values(len(_ADOPTED))}, ?2, ?2 FROM rows WHERE TRUE",  # noqa: S608  our own columns
    _ADOPTED,
)
_NOTED = ("action", "user_id", "actor_id", "before", "after", "reason")  # no order asks for an adoption
_noted_values = attrgetter(*_NOTED)
_AUDIT = f"INSERT INTO audit ({', '.join(_NOTED)}, at) {_ROWS} SELECT {json_values(len(_NOTED))}, ?2 FROM rows"  # noqa: S608  our own columns


class _Outlines(Mapping[int, StoredOutline]):
    """By id. Each is made when it is asked for, and gone at once.

    Thousands that live at the same time would bring on a full garbage collection, which looks at all that the bot has
    in memory. Rows are no burden: tuples without references are left out.
    """

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = {row[0]: row for row in rows}

    def __getitem__(self, user_id: int) -> StoredOutline:
        return StoredOutline._make(self._rows[user_id])

    def __contains__(self, user_id: object) -> bool:
        return user_id in self._rows

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class SqliteSync:
    """The SyncStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        rows = await self._database.fetch("outlines", _OUTLINES, (ids_as_json(user_ids),))
        return _Outlines(rows)

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        rows = await self._database.fetch("members_to_sync", _STORED, (ids_as_json(user_ids),))
        return {row[0]: member_of(row) for row in rows}

    async def adopt(self, user_ids: Collection[int], order: AdoptionOrder, at: datetime) -> Sequence[Change]:
        async with self._database.transaction("adopt_ranks") as connection:
            rows = await connection.execute_fetchall(_STORED, (ids_as_json(user_ids),))
            stored = {row[0]: member_of(row) for row in rows}
            decided = (order.decide(user_id, stored.get(user_id)) for user_id in user_ids)
            changes = [change for change in decided if change is not None]
            if changes:
                adopted = [_adopted_values(change.after) for change in changes]
                await connection.execute(_ADOPT, (rows_as_json(adopted), as_text(at)))
            entries = [_noted_values(entry) for change in changes for entry in change.entries]
            if entries:
                await connection.execute(_AUDIT, (rows_as_json(entries), as_text(at)))
        return changes
