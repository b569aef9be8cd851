"""All that `ignis.db` holds about a member, and its deletion."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from ignis.adapters.database.database import Database
from ignis.adapters.database.transaction import Transaction
from ignis.adapters.stores.rows import MEMBER_DETAILS, as_text
from ignis.domain.members.change import Action
from ignis.services.ports import DeletedRecords, StorageError

_EVERYTHING = {
    "member": f"SELECT {MEMBER_DETAILS} FROM members WHERE user_id = ?",  # noqa: S608  our own columns
    "account": "SELECT roblox_id, name, headshot_url, asked_at, closed, confirmed FROM accounts WHERE user_id = ?",
    "role_swap": "SELECT rank, leaving, CAST(actor_id AS TEXT) AS actor_id, at FROM role_swaps WHERE user_id = ?",
    "departure": "SELECT at FROM departures WHERE user_id = ?",
    "left": "SELECT at, rank FROM left_members WHERE user_id = ?",
    "map_moves": """
        SELECT at, stood_for, rank, role_rank, roles_due, declined, points
        FROM map_moves WHERE user_id = ? ORDER BY id
    """,
    "ledger": """
        SELECT at, amount, total, reason, CAST(actor_id AS TEXT) AS actor_id, CAST(order_id AS TEXT) AS order_id
        FROM ledger WHERE user_id = ? ORDER BY id
    """,
    "audit": """
        SELECT at, action, before, after, reason, CAST(actor_id AS TEXT) AS actor_id, CAST(order_id AS TEXT) AS order_id
        FROM audit WHERE user_id = ? ORDER BY id
    """,
    "orders": """
        SELECT CAST(id AS TEXT) AS id, at, action, value, reason, state, CAST(actor_id AS TEXT) AS actor_id
        FROM orders WHERE user_id = ? ORDER BY at, id
    """,
    # to whom, and with what result, is the business of those members
    "done_as_officer": "SELECT at, action, reason FROM audit WHERE actor_id = ?1 AND user_id IS NOT ?1 ORDER BY id",
}
_FORGET = {
    "audit": "DELETE FROM audit WHERE user_id = ?",
    "ledger": "DELETE FROM ledger WHERE user_id = ?",
    "accounts": "DELETE FROM accounts WHERE user_id = ?",
    "members": "DELETE FROM members WHERE user_id = ?",
}
_TRACES = "SELECT count(*) FROM audit WHERE user_id IS NOT ?1 AND (actor_id = ?1 OR instr(reason, ?2))"
_UNSIGN = (
    "DELETE FROM orders WHERE actor_id = ?",
    "DELETE FROM orders WHERE user_id = ?",
    "DELETE FROM departures WHERE user_id = ?",
    "DELETE FROM role_swaps WHERE user_id = ?",
    "UPDATE role_swaps SET actor_id = NULL WHERE actor_id = ?",
    "DELETE FROM left_members WHERE user_id = ?",
    "DELETE FROM map_moves WHERE user_id = ?",
    "UPDATE ledger SET actor_id = NULL WHERE actor_id = ?",
    "UPDATE audit SET actor_id = NULL WHERE actor_id = ?",
    "UPDATE sync_runs SET started_by = NULL WHERE started_by = ?",
)
_ERASE_LATER = "INSERT INTO erasures (at) VALUES (?)"
_UNMENTION = (  # people write mentions into reasons
    "UPDATE ledger SET reason = replace(reason, ?1, '…') WHERE instr(reason, ?1)",
    "UPDATE audit SET reason = replace(reason, ?1, '…') WHERE instr(reason, ?1)",
    "UPDATE orders SET reason = replace(reason, ?1, '…') WHERE instr(reason, ?1)",
)


class SqlitePrivacy:
    """The PrivacyStore and the ErasureStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def everything(self, user_id: int) -> dict[str, Any]:
        async with self._database.transaction("export_member") as connection:
            found = {what: await _objects(connection, sql, user_id) for what, sql in _EVERYTHING.items()}
        # the id is text: many readers of JSON round numbers this large
        alone = ("member", "account", "role_swap", "departure", "left")
        single = {what: next(iter(found[what]), None) for what in alone}
        return {"user_id": str(user_id), **found, **single}

    async def delete(self, user_id: int, at: datetime) -> DeletedRecords:
        async with self._database.transaction("delete_member") as connection:
            ((traces,),) = await connection.execute_fetchall(_TRACES, (user_id, str(user_id)))
            gone = {table: await _changed(connection, sql, user_id) for table, sql in _FORGET.items()}
            for sql in _UNSIGN:
                await _changed(connection, sql, user_id)
            for sql in _UNMENTION:
                await _changed(connection, sql, str(user_id))
            deleted = DeletedRecords(gone["members"], gone["ledger"], gone["audit"], traces, accounts=gone["accounts"])
            if deleted.anything:
                sql = "INSERT INTO audit (at, action) VALUES (?, ?)"
                await connection.execute(sql, (as_text(at), Action.DELETED))
                await connection.execute(_ERASE_LATER, (as_text(at),))
        if not deleted.anything:  # an earlier deletion, of the same member perhaps, may still have to reach the backups
            return replace(deleted, pending=await self.erasure_due_since() is not None)
        try:
            await self.erase()
        except StorageError:  # remembered in the file, tried again, and watched
            return replace(deleted, pending=True)
        return deleted

    async def erasure_due_since(self) -> datetime | None:
        ((oldest,),) = await self._database.fetch("erasure_due_since", "SELECT min(at) FROM erasures")
        return None if oldest is None else datetime.fromisoformat(oldest)

    async def erase(self) -> None:
        ((last,),) = await self._database.fetch("erasures_due", "SELECT max(id) FROM erasures")
        if last is None:
            return
        await self._database.forget_past()
        async with self._database.transaction("erased") as connection:
            await connection.execute("DELETE FROM erasures WHERE id <= ?", (last,))


async def _objects(connection: Transaction, sql: str, user_id: int) -> list[dict[str, Any]]:
    async with connection.execute(sql, (user_id,)) as cursor:
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) async for row in cursor]


async def _changed(connection: Transaction, sql: str, value: int | str) -> int:
    async with connection.execute(sql, (value,)) as cursor:
        return cursor.rowcount
