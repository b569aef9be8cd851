"""What happened to a member, read from the audit in `ignis.db`."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ignis.adapters.database.database import Database
from ignis.domain.members.change import RANK_CHANGES, Action, LedgerEntry
from ignis.services.ports import HistoryLine

_LINES = """
    SELECT id, action, user_id, actor_id, before, after, reason, at FROM audit
    WHERE user_id = ? AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3
"""
_LAST_RANK = """
    SELECT id, action, user_id, actor_id, before, after, reason, at FROM audit
    WHERE user_id = ? AND action IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 1
"""


class SqliteHistory:
    """The HistoryStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(self, user_id: int, before: int | None, count: int) -> Sequence[HistoryLine]:
        rows = await self._database.fetch("history", _LINES, (user_id, before, count))
        return [_line(row) for row in rows]

    async def last_rank_change(self, user_id: int) -> LedgerEntry | None:
        rows = await self._database.fetch("last_rank_change", _LAST_RANK, (user_id, json.dumps(sorted(RANK_CHANGES))))
        return _line(rows[0]).entry if rows else None


def _line(row: tuple[Any, ...]) -> HistoryLine:
    number, action, user_id, actor_id, before, after, reason, at = row
    entry = LedgerEntry(Action(action), user_id, actor_id, before, after, reason, datetime.fromisoformat(at))
    return HistoryLine(number, entry)
