"""Orders in `ignis.db`: each id is carried out once, and whoever gave one is told of it, if need be later."""

import json
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from ignis.adapters.database.database import Database
from ignis.adapters.database.transaction import Transaction
from ignis.adapters.stores.rows import ENTRY, as_text, entry_of
from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.ordered import ASKED_ABOUT, REPEATED_WITHIN, AskedOrder, Ordered, ordered
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import UntoldOrder

_KEPT: Final = timedelta(days=1)
"""Longer than anybody's answer takes: an interaction's token is good for 15 minutes."""
_UNTOLD_KEPT: Final = timedelta(days=30)

_STATE = "SELECT state FROM orders WHERE id = ?"
_REPEATED = """
    SELECT unixepoch(?5) - unixepoch(at) FROM orders
    WHERE actor_id = ?1 AND user_id = ?2 AND action = ?3 AND value IS ?4 AND at <= ?5 AND at > ?6 AND state <> 'asked'
    ORDER BY at DESC LIMIT 1
"""
_NOTE = """
    INSERT INTO orders (id, actor_id, user_id, action, value, reason, at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, at = excluded.at
"""
_FORGET = "DELETE FROM orders WHERE at < ? OR (state <> 'done' AND at < ?)"
_TELL = "UPDATE orders SET state = 'told' WHERE state = 'done' AND id IN (SELECT value FROM json_each(?))"
_UNTOLD = "SELECT id, actor_id FROM orders WHERE state = 'done' ORDER BY at, id"
_ASKED = "SELECT id, actor_id, user_id, action, value, reason FROM orders WHERE id = ? AND state = 'asked'"
_ENTRIES = f"SELECT {ENTRY} FROM audit WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id"  # noqa: S608  our own columns


class SqliteOrders:
    """The OrderStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untold(self) -> Sequence[UntoldOrder]:
        return [UntoldOrder(*row) for row in await self._database.fetch("untold_orders", _UNTOLD)]

    async def tell(self, order_ids: Collection[int]) -> None:
        async with self._database.transaction("tell_orders") as connection:
            await connection.execute(_TELL, (json.dumps(list(order_ids)),))

    async def done(self, order_ids: Collection[int]) -> Sequence[LedgerEntry]:
        rows = await self._database.fetch("order_entries", _ENTRIES, (json.dumps(list(order_ids)),))
        return [entry_of(row) for row in rows]

    async def asked(self, order_id: int) -> AskedOrder | None:
        for number, actor_id, user_id, action, value, reason in await self._database.fetch(
            "asked_order", _ASKED, (order_id,)
        ):
            return AskedOrder(number, actor_id, Ordered(user_id, Action(action), value), reason)
        return None


async def admit(connection: Transaction, change: Change) -> Refused | None:
    """Notes the order that `change` follows from. Returns why it is not carried out, None if it is.

    Call it inside the transaction that writes the change, and commit in any case. Raises Refused for an order that was
    carried out before.
    """
    first = change.entries[0]
    if first.order_id is None or first.actor_id is None:
        return None
    states = [state for (state,) in await connection.execute_fetchall(_STATE, (first.order_id,))]
    if states and states != ["asked"]:
        raise Refused(Refusal.ORDER_DONE)
    repeated = None if states else await _seconds_since(connection, change, first)
    await _note(connection, change, first, "done" if repeated is None else "asked")
    return None if repeated is None else Refused(Refusal.ORDER_REPEATED, count=repeated)


async def _seconds_since(connection: Transaction, change: Change, first: LedgerEntry) -> int | None:
    if first.action not in ASKED_ABOUT:
        return None
    what = ordered(change)
    values = (first.actor_id, what.user_id, what.action, what.value, as_text(first.at))
    rows = await connection.execute_fetchall(_REPEATED, (*values, as_text(first.at - REPEATED_WITHIN)))
    return next((int(seconds) for (seconds,) in rows), None)


async def _note(connection: Transaction, change: Change, first: LedgerEntry, state: str) -> None:
    what = ordered(change)
    about = (first.order_id, first.actor_id, what.user_id, what.action, what.value, first.reason)
    await connection.execute(_FORGET, (as_text(first.at - _UNTOLD_KEPT), as_text(first.at - _KEPT)))
    await connection.execute(_NOTE, (*about, as_text(first.at), state))
