"""Ranks of many members at once, in `ignis.db`."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from ignis.adapters.members import AUDIT, KEEP, audit_row, member_row
from ignis.adapters.sqlite import Database
from ignis.domain.change import Change
from ignis.domain.member import Member
from ignis.services.ports import Adopt

_STORED = """
    SELECT user_id, points, rank, path, company, gold_studs, silver_studs, declined, role_rank
    FROM members WHERE user_id IN (SELECT value FROM json_each(?))
"""


class SqliteSync:
    """The SyncStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        rows = await self._database.fetch("members_to_sync", _STORED, (json.dumps(list(user_ids)),))
        return {row[0]: Member(*row) for row in rows}

    async def adopt(self, user_ids: Collection[int], decide: Adopt, at: datetime) -> Sequence[Change]:
        async with self._database.transaction("adopt_ranks") as connection:
            rows = await connection.execute_fetchall(_STORED, (json.dumps(list(user_ids)),))
            stored = {row[0]: Member(*row) for row in rows}
            decided = (decide(user_id, stored.get(user_id)) for user_id in user_ids)
            changes = [change for change in decided if change is not None]
            await connection.executemany(KEEP, [member_row(change.after, at) for change in changes])
            entries = [audit_row(entry) for change in changes for entry in change.entries]
            await connection.executemany(AUDIT, entries)
        return changes
