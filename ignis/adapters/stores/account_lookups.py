"""Look-ups of accounts, in `ignis.db`."""

from typing import Any

from ignis.adapters.database.database import Database
from ignis.domain.role_sync.account_lookup import AccountLookup, LookupState, LookupTally

_COLUMNS = "run_id, total, state, position, linked, not_linked, closed, failed"
_FIND = f"SELECT {_COLUMNS} FROM sync_lookups WHERE run_id = ?"  # noqa: S608  our own columns
_RUNNING = f"SELECT {_COLUMNS} FROM sync_lookups WHERE state = 'running'"  # noqa: S608  our own columns
_BEGIN = "INSERT OR REPLACE INTO sync_lookups (run_id, state, total) VALUES (?, 'running', ?)"
_ADVANCE = """
    UPDATE sync_lookups SET position = ?, linked = ?, not_linked = ?, closed = ?, failed = ?
    WHERE run_id = ? AND state = 'running'
"""
_END = "UPDATE sync_lookups SET state = ? WHERE run_id = ? AND state = 'running'"


class SqliteAccountLookups:
    """The AccountLookupStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, run_id: int) -> AccountLookup | None:
        rows = await self._database.fetch("find_account_lookup", _FIND, (run_id,))
        return _lookup(rows[0]) if rows else None

    async def running(self) -> AccountLookup | None:
        rows = await self._database.fetch("running_account_lookup", _RUNNING)
        return _lookup(rows[0]) if rows else None

    async def begin(self, run_id: int, total: int) -> AccountLookup | None:
        async with self._database.transaction("begin_account_lookup") as connection:
            if list(await connection.execute_fetchall(_RUNNING)):
                return None
            await connection.execute(_BEGIN, (run_id, total))
        return AccountLookup(run_id, total)

    async def advance(self, lookup: AccountLookup) -> bool:
        tally = lookup.tally
        values = (lookup.position, tally.linked, tally.not_linked, tally.closed, tally.failed, lookup.run_id)
        return await self._update("advance_account_lookup", _ADVANCE, values)

    async def end(self, run_id: int, state: LookupState) -> bool:
        return await self._update("end_account_lookup", _END, (state.value, run_id))

    async def _update(self, name: str, sql: str, values: tuple[int | str, ...]) -> bool:
        async with self._database.transaction(name) as connection, connection.execute(sql, values) as cursor:
            return cursor.rowcount > 0


def _lookup(row: tuple[Any, ...]) -> AccountLookup:
    run_id, total, state, position, *counts = row
    return AccountLookup(run_id, total, LookupState(state), position, LookupTally(*counts))
