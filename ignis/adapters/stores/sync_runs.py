"""Syncs of all members, and the look-ups of accounts after them, in `ignis.db`."""

from datetime import datetime
from typing import Any

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import as_text
from ignis.domain.role_sync.account_lookup import AccountLookup, LookupState, LookupTally
from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun, SyncTally

_COLUMNS = """
    id, started_by, started_at, language, total, state, position, fitting, changed, blocked, failed,
    unknown, channel_id, message_id, ended_at
"""
_FIND = f"SELECT {_COLUMNS} FROM sync_runs WHERE id = ?"  # noqa: S608  our own columns
_RUNNING = f"SELECT {_COLUMNS} FROM sync_runs WHERE state = 'running'"  # noqa: S608  our own columns
_BEGIN = """
    INSERT INTO sync_runs (started_by, started_at, language, total, state) VALUES (?, ?, ?, ?, 'running')
    ON CONFLICT (state) WHERE state = 'running' DO NOTHING
    RETURNING id
"""
_ADVANCE = """
    UPDATE sync_runs SET position = ?, fitting = ?, changed = ?, blocked = ?, failed = ?, unknown = ?
    WHERE id = ? AND state = 'running'
"""
_END = "UPDATE sync_runs SET state = ?, ended_at = ? WHERE id = ? AND state = 'running'"
_SHOWN = "UPDATE sync_runs SET channel_id = ?, message_id = ? WHERE id = ?"
_LOOKUP_COLUMNS = "run_id, total, state, position, linked, not_linked, closed, failed"
_LOOKUP_FIND = f"SELECT {_LOOKUP_COLUMNS} FROM sync_lookups WHERE run_id = ?"  # noqa: S608  our own columns
_LOOKUP_RUNNING = f"SELECT {_LOOKUP_COLUMNS} FROM sync_lookups WHERE state = 'running'"  # noqa: S608  our own columns
_LOOKUP_BEGIN = "INSERT OR REPLACE INTO sync_lookups (run_id, state, total) VALUES (?, 'running', ?)"
_LOOKUP_ADVANCE = """
    UPDATE sync_lookups SET position = ?, linked = ?, not_linked = ?, closed = ?, failed = ?
    WHERE run_id = ? AND state = 'running'
"""
_LOOKUP_END = "UPDATE sync_lookups SET state = ? WHERE run_id = ? AND state = 'running'"


class SqliteSyncRuns:
    """The SyncRunStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, run_id: int) -> SyncRun | None:
        rows = await self._database.fetch("find_sync_run", _FIND, (run_id,))
        return _run(rows[0]) if rows else None

    async def running(self) -> SyncRun | None:
        rows = await self._database.fetch("running_sync", _RUNNING)
        return _run(rows[0]) if rows else None

    async def begin(self, started_by: int, language: str, total: int, at: datetime) -> SyncRun | None:
        async with self._database.transaction("begin_sync_run") as connection:
            values = (started_by, as_text(at), language, total)
            rows = list(await connection.execute_fetchall(_BEGIN, values))
        return SyncRun(rows[0][0], started_by, at, language, total) if rows else None

    async def advance(self, run: SyncRun) -> bool:
        tally = run.tally
        values = (run.position, tally.fitting, tally.changed, tally.blocked, tally.failed, tally.unknown, run.id)
        return await self._update("advance_sync_run", _ADVANCE, values)

    async def end(self, run_id: int, state: RunState, at: datetime) -> bool:
        return await self._update("end_sync_run", _END, (state.value, as_text(at), run_id))

    async def show(self, run_id: int, shown: Shown) -> None:
        await self._update("show_sync_run", _SHOWN, (shown.channel_id, shown.message_id, run_id))

    async def _update(self, name: str, sql: str, values: tuple[int | str, ...]) -> bool:
        async with self._database.transaction(name) as connection, connection.execute(sql, values) as cursor:
            return cursor.rowcount > 0


class SqliteAccountLookups:
    """The AccountLookupStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, run_id: int) -> AccountLookup | None:
        rows = await self._database.fetch("find_account_lookup", _LOOKUP_FIND, (run_id,))
        return _lookup(rows[0]) if rows else None

    async def running(self) -> AccountLookup | None:
        rows = await self._database.fetch("running_account_lookup", _LOOKUP_RUNNING)
        return _lookup(rows[0]) if rows else None

    async def begin(self, run_id: int, total: int) -> AccountLookup | None:
        async with self._database.transaction("begin_account_lookup") as connection:
            if list(await connection.execute_fetchall(_LOOKUP_RUNNING)):
                return None
            await connection.execute(_LOOKUP_BEGIN, (run_id, total))
        return AccountLookup(run_id, total)

    async def advance(self, lookup: AccountLookup) -> bool:
        tally = lookup.tally
        values = (lookup.position, tally.linked, tally.not_linked, tally.closed, tally.failed, lookup.run_id)
        return await self._update("advance_account_lookup", _LOOKUP_ADVANCE, values)

    async def end(self, run_id: int, state: LookupState) -> bool:
        return await self._update("end_account_lookup", _LOOKUP_END, (state.value, run_id))

    async def _update(self, name: str, sql: str, values: tuple[int | str, ...]) -> bool:
        async with self._database.transaction(name) as connection, connection.execute(sql, values) as cursor:
            return cursor.rowcount > 0


def _run(row: tuple[Any, ...]) -> SyncRun:
    number, started_by, started_at, language, total, state, position, *rest = row
    *counts, channel_id, message_id, ended_at = rest
    return SyncRun(
        id=number,
        started_by=started_by,
        started_at=datetime.fromisoformat(started_at),
        language=language,
        total=total,
        state=RunState(state),
        position=position,
        tally=SyncTally(*counts),
        shown=Shown(channel_id, message_id) if channel_id is not None else None,
        ended_at=datetime.fromisoformat(ended_at) if ended_at is not None else None,
    )


def _lookup(row: tuple[Any, ...]) -> AccountLookup:
    run_id, total, state, position, *counts = row
    return AccountLookup(run_id, total, LookupState(state), position, LookupTally(*counts))
