"""Stored members who have left the server: since when that is known, and what becomes of those who come back."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import (
    ENTRY,
    INSERT_ENTRY,
    MEMBER,
    UPSERT_MEMBER,
    as_text,
    entry_of,
    entry_row,
    ids_as_json,
    member_of,
    member_row,
)
from ignis.domain.members.change import RANK_CHANGES, Change
from ignis.domain.members.returning import given_by_staff, returned

_STORED = "SELECT user_id FROM members UNION SELECT user_id FROM accounts"
_NOTE = "INSERT INTO departures (user_id, at) SELECT value, ?2 FROM json_each(?1) WHERE TRUE ON CONFLICT DO NOTHING"
_RETURNED = "DELETE FROM departures WHERE user_id NOT IN (SELECT value FROM json_each(?))"
_DUE = "SELECT user_id FROM departures WHERE at < ? ORDER BY at LIMIT ?"

_LEFT = """
    INSERT INTO left_members (user_id, rank, at) SELECT user_id, ?2, ?3 FROM members WHERE user_id = ?1
    ON CONFLICT (user_id) DO UPDATE SET rank = excluded.rank, at = excluded.at
"""
_FIND = f"SELECT {MEMBER} FROM members WHERE user_id = ?"  # noqa: S608  our own columns
_LAST = f"""
    SELECT {ENTRY} FROM audit
    WHERE user_id = ? AND action IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT 1
"""  # noqa: S608  our own columns


class SqliteDepartures:
    """Both methods raise StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, here: Collection[int], at: datetime) -> None:
        """`here` are all who are on the server. Who is stored and not among them has left, `at` the latest."""
        stored = await self._database.fetch("stored_ids", _STORED)
        gone = [user_id for (user_id,) in stored if user_id not in here]
        known = {user_id for (user_id,) in await self._database.fetch("departures", "SELECT user_id FROM departures")}
        if known == set(gone):
            return
        async with self._database.transaction("note_departures") as connection:
            await connection.execute(_RETURNED, (ids_as_json(gone),))
            await connection.execute(_NOTE, (ids_as_json(gone), as_text(at)))

    async def due(self, before: datetime, most: int) -> list[int]:
        """Who left before then, the earliest first."""
        return [user_id for (user_id,) in await self._database.fetch("departures_due", _DUE, (as_text(before), most))]


class SqliteReturns:
    """The ReturnStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def left(self, user_id: int, rank: str | None, at: datetime) -> None:
        async with self._database.transaction("member_left") as connection:
            await connection.execute(_LEFT, (user_id, rank, as_text(at)))

    async def gone(self) -> Mapping[int, str | None]:
        return dict(await self._database.fetch("who_left", "SELECT user_id, rank FROM left_members"))

    async def came_back(self, user_id: int, machines: frozenset[int], at: datetime) -> Change | None:
        async with self._database.transaction("member_came_back") as connection:
            rows = list(await connection.execute_fetchall(_FIND, (user_id,)))
            if not rows:
                return None
            stored = member_of(rows[0])
            seen = list(
                await connection.execute_fetchall("SELECT rank FROM left_members WHERE user_id = ?", (user_id,))
            )
            last = list(await connection.execute_fetchall(_LAST, (user_id, json.dumps(sorted(RANK_CHANGES)))))
            await connection.execute("DELETE FROM left_members WHERE user_id = ?", (user_id,))
            if not given_by_staff(entry_of(last[0]) if last else None, machines):
                return None
            change = returned(stored, seen[0][0] if seen else stored.role_rank, at)
            if change is not None:
                await connection.execute(UPSERT_MEMBER, member_row(change.after, at))
                await connection.execute(INSERT_ENTRY, entry_row(change.entries[0]))
            return change
