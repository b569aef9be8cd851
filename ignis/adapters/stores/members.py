"""Members, their ledger and the audit in `ignis.db`."""

from collections.abc import Sequence
from dataclasses import replace

from ignis.adapters.database.database import Database
from ignis.adapters.database.transaction import Transaction
from ignis.adapters.stores.orders import admit
from ignis.adapters.stores.rows import (
    INSERT_ENTRY,
    MEMBER,
    UPSERT_MEMBER,
    as_text,
    entry_row,
    member_of,
    member_row,
)
from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Grant, Member
from ignis.services.ports import MemberOrder

_FIND = f"SELECT {MEMBER} FROM members WHERE user_id = ?"  # noqa: S608  our own columns
_LEDGER = """
    INSERT INTO ledger (user_id, amount, total, actor_id, reason, at, order_id)
    VALUES (?, ?3 - ?2, ?3, ?4, ?5, ?6, ?7)
"""


class SqliteMembers:
    """The MemberStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: int) -> Member | None:
        rows = await self._database.fetch("find_member", _FIND, (user_id,))
        return member_of(rows[0]) if rows else None

    async def is_empty(self) -> bool:
        return not await self._database.fetch("any_member", "SELECT 1 FROM members LIMIT 1")

    async def record(self, grants: Sequence[Grant]) -> None:
        async with self._database.transaction("record_points") as connection:
            for grant in grants:
                await _write(connection, _granted(grant, await _stored(connection, grant.user_id)))

    async def change(self, user_id: int, order: MemberOrder) -> Change:
        async with self._database.transaction("change_member") as connection:
            change = order.decide(await _stored(connection, user_id))
            refused = await admit(connection, change)
            if refused is None:
                await _write(connection, change)
        if refused is not None:  # only now: what is asked about stays noted
            raise refused
        return change


async def _stored(connection: Transaction, user_id: int) -> Member | None:
    rows = list(await connection.execute_fetchall(_FIND, (user_id,)))
    return member_of(rows[0]) if rows else None


def _granted(grant: Grant, stored: Member | None) -> Change:
    before = stored or Member(grant.user_id, 0, grant.rank, grant.path)
    total = before.points + grant.amount
    entry = LedgerEntry(Action.POINTS, grant.user_id, grant.actor_id, before.points, total, grant.reason, grant.at)
    return Change(before, replace(before, points=total), (entry,))


async def _write(connection: Transaction, change: Change) -> None:
    await connection.execute(UPSERT_MEMBER, member_row(change.after, change.entries[-1].at))
    for entry in change.entries:
        await connection.execute(INSERT_ENTRY, entry_row(entry))
        if entry.action is Action.POINTS:
            await _add_to_ledger(connection, entry)


async def _add_to_ledger(connection: Transaction, entry: LedgerEntry) -> None:
    about = (entry.user_id, entry.before, entry.after, entry.actor_id, entry.reason, as_text(entry.at), entry.order_id)
    await connection.execute(_LEDGER, about)
