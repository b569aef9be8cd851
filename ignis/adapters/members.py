"""Members and their ledger in `ignis.db`."""

from collections.abc import Sequence

import aiosqlite

from ignis.adapters.sqlite import Database
from ignis.domain.member import Grant, Member

_FIND = """
    SELECT user_id, points, rank, path, company, gold_studs, silver_studs FROM members WHERE user_id = ?
"""
_BEGIN = """
    INSERT INTO members (user_id, rank, path, created_at, updated_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (user_id) DO NOTHING
"""
_ADD = "UPDATE members SET points = points + ?, updated_at = ? WHERE user_id = ?"
_WRITE = """
    INSERT INTO ledger (user_id, amount, total, actor_id, reason, at)
    SELECT user_id, ?, points, ?, ?, ? FROM members WHERE user_id = ?
"""


class SqliteMembers:
    """The MemberStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: int) -> Member | None:
        rows = await self._database.fetch("find_member", _FIND, (user_id,))
        return Member(*rows[0]) if rows else None

    async def is_empty(self) -> bool:
        return not await self._database.fetch("any_member", "SELECT 1 FROM members LIMIT 1")

    async def record(self, grants: Sequence[Grant]) -> None:
        async with self._database.transaction("record_points") as connection:
            for grant in grants:
                await _record(connection, grant)


async def _record(connection: aiosqlite.Connection, grant: Grant) -> None:
    at = grant.at.isoformat()
    await connection.execute(_BEGIN, (grant.user_id, grant.rank, grant.path, at, at))
    await connection.execute(_ADD, (grant.amount, at, grant.user_id))
    await connection.execute(_WRITE, (grant.amount, grant.actor_id, grant.reason, at, grant.user_id))
