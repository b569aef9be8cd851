"""What happened to a member, read from the audit in `ignis.db`."""

import json
from collections.abc import Sequence

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import ENTRY, entry_of
from ignis.domain.members.change import RANK_CHANGES, Action, LedgerEntry
from ignis.services.ports import HistoryLine

_LINES = f"""
    SELECT id, {ENTRY} FROM audit WHERE user_id = ? AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3
"""  # noqa: S608  our own columns
_LAST = f"""
    SELECT {ENTRY} FROM audit
    WHERE user_id = ? AND action IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 1
"""  # noqa: S608  our own columns


class SqliteHistory:
    """The HistoryStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(self, user_id: int, before: int | None, count: int) -> Sequence[HistoryLine]:
        rows = await self._database.fetch("history", _LINES, (user_id, before, count))
        return [HistoryLine(row[0], entry_of(row[1:])) for row in rows]

    async def last_return(self, user_id: int) -> LedgerEntry | None:
        rows = await self._database.fetch("last_return", _LAST, (user_id, json.dumps([Action.RETURNED])))
        return entry_of(rows[0]) if rows else None

    async def last_rank_change(self, user_id: int) -> LedgerEntry | None:
        rows = await self._database.fetch("last_rank_change", _LAST, (user_id, json.dumps(sorted(RANK_CHANGES))))
        return entry_of(rows[0]) if rows else None
