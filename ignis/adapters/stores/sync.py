"""Ranks of many members at once, in `ignis.db`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import (
    ENTRY,
    ENTRY_COUNT,
    MEMBER,
    as_json,
    as_text,
    entry_row,
    json_values,
    member_of,
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
_ADOPTED = ("user_id", "rank", "path", "role_rank", "roles_due", "declined")
_adopted_values = attrgetter(*_ADOPTED)
_ADOPT = upsert_members(
    f"SELECT {json_values(len(_ADOPTED))}, ?2, ?2 FROM json_each(?1) WHERE TRUE",  # noqa: S608  our own columns
    _ADOPTED,
)
_AUDIT = f"INSERT INTO audit ({ENTRY}) SELECT {json_values(ENTRY_COUNT)} FROM json_each(?) ORDER BY key"  # noqa: S608  our own columns


class SqliteSync:
    """The SyncStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        rows = await self._database.fetch("outlines", _OUTLINES, (as_json(user_ids),))
        return {row[0]: StoredOutline._make(row) for row in rows}

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        rows = await self._database.fetch("members_to_sync", _STORED, (as_json(user_ids),))
        return {row[0]: member_of(row) for row in rows}

    async def adopt(self, user_ids: Collection[int], order: AdoptionOrder, at: datetime) -> Sequence[Change]:
        async with self._database.transaction("adopt_ranks") as connection:
            rows = await connection.execute_fetchall(_STORED, (as_json(user_ids),))
            stored = {row[0]: member_of(row) for row in rows}
            decided = (order.decide(user_id, stored.get(user_id)) for user_id in user_ids)
            changes = [change for change in decided if change is not None]
            if changes:
                adopted = [_adopted_values(change.after) for change in changes]
                await connection.execute(_ADOPT, (as_json(adopted), as_text(at)))
            entries = [entry_row(entry) for change in changes for entry in change.entries]
            if entries:
                await connection.execute(_AUDIT, (as_json(entries),))
        return changes
