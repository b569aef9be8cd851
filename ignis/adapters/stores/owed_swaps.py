"""Roles that Discord still owes to members, in `ignis.db`: a restart loses none."""

from collections.abc import Mapping
from datetime import datetime

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import as_text
from ignis.domain.role_sync.swap import Swap

_LOAD = "SELECT user_id, rank, leaving, actor_id FROM role_swaps"
_KEEP = "INSERT OR REPLACE INTO role_swaps (user_id, rank, leaving, actor_id, at) VALUES (?, ?, ?, ?, ?)"
_DROP = "DELETE FROM role_swaps WHERE user_id = ?"


class SqliteSwaps:
    """The SwapStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> Mapping[int, Swap]:
        rows = await self._database.fetch("load_role_swaps", _LOAD)
        return {user_id: Swap(*swap) for user_id, *swap in rows}

    async def keep(self, user_id: int, swap: Swap, at: datetime) -> None:
        values = (user_id, swap.rank, swap.leaving, swap.actor_id, as_text(at))
        async with self._database.transaction("keep_role_swap") as connection:
            await connection.execute(_KEEP, values)

    async def drop(self, user_id: int) -> None:
        async with self._database.transaction("drop_role_swap") as connection:
            await connection.execute(_DROP, (user_id,))
