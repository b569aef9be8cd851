"""Stored members who have left the server, and since when that is known, in `ignis.db`."""

from collections.abc import Collection
from datetime import datetime

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import as_text, ids_as_json

_STORED = "SELECT user_id FROM members UNION SELECT user_id FROM accounts"
_NOTE = "INSERT INTO departures (user_id, at) SELECT value, ?2 FROM json_each(?1) WHERE TRUE ON CONFLICT DO NOTHING"
_RETURNED = "DELETE FROM departures WHERE user_id NOT IN (SELECT value FROM json_each(?))"
_DUE = "SELECT user_id FROM departures WHERE at < ? ORDER BY at LIMIT ?"


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
