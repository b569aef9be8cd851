"""Ranks of many members at once, in `ignis.db`."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from ignis.adapters.database.database import Database
from ignis.adapters.stores.members import as_text, audit_row
from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_sync.plan import StoredOutline
from ignis.services.ports import Adopt

_STORED = """
    SELECT user_id, points, rank, path, company, gold_studs, silver_studs, declined, role_rank, roles_due
    FROM members WHERE user_id IN (SELECT value FROM json_each(?))
"""

_OUTLINES = """
    SELECT member.user_id, rank, role_rank, path, roles_due, accounts.name
    FROM members AS member LEFT JOIN accounts USING (user_id)
    WHERE member.user_id IN (SELECT value FROM json_each(?))
"""

# One statement for any number of members: the journal writes each statement down, and its text is longer than a row.
_ADOPT = """
    INSERT INTO members (user_id, rank, path, role_rank, roles_due, declined, created_at, updated_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, ?2, ?2
    FROM json_each(?1) WHERE TRUE
    ON CONFLICT (user_id) DO UPDATE SET
        rank = excluded.rank, path = excluded.path, role_rank = excluded.role_rank, declined = excluded.declined,
        roles_due = excluded.roles_due, updated_at = excluded.updated_at
"""
_AUDIT = """
    INSERT INTO audit (action, user_id, actor_id, before, after, reason, at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
    FROM json_each(?) ORDER BY key
"""


class SqliteSync:
    """The SyncStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        rows = await self._database.fetch("outlines", _OUTLINES, (json.dumps(list(user_ids)),))
        return {row[0]: StoredOutline._make(row) for row in rows}

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        rows = await self._database.fetch("members_to_sync", _STORED, (json.dumps(list(user_ids)),))
        return {row[0]: Member(*row) for row in rows}

    async def adopt(self, user_ids: Collection[int], decide: Adopt, at: datetime) -> Sequence[Change]:
        async with self._database.transaction("adopt_ranks") as connection:
            rows = await connection.execute_fetchall(_STORED, (json.dumps(list(user_ids)),))
            stored = {row[0]: Member(*row) for row in rows}
            decided = (decide(user_id, stored.get(user_id)) for user_id in user_ids)
            changes = [change for change in decided if change is not None]
            if changes:
                await connection.execute(_ADOPT, (json.dumps([_row(change.after) for change in changes]), as_text(at)))
            entries = [audit_row(entry) for change in changes for entry in change.entries]
            if entries:
                await connection.execute(_AUDIT, (json.dumps(entries),))
        return changes


def _row(member: Member) -> tuple[int | str | None, ...]:
    return member.user_id, member.rank, member.path, member.role_rank, member.roles_due, member.declined
