"""Members, their ledger and the audit in `ignis.db`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ignis.adapters.database.database import Database
from ignis.adapters.database.transaction import Transaction, Value
from ignis.domain.members.change import Action, Change, LedgerEntry
from ignis.domain.members.member import Grant, Member
from ignis.services.ports import Decide

_FIND = """
    SELECT user_id, points, rank, path, company, gold_studs, silver_studs, declined, role_rank, roles_due
    FROM members WHERE user_id = ?
"""
KEEP = """
    INSERT INTO members
        (user_id, points, rank, path, company, gold_studs, silver_studs, declined, role_rank, roles_due,
        created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?11, ?11)
    ON CONFLICT (user_id) DO UPDATE SET
        points = excluded.points, rank = excluded.rank, path = excluded.path, company = excluded.company,
        gold_studs = excluded.gold_studs, silver_studs = excluded.silver_studs, declined = excluded.declined,
        role_rank = excluded.role_rank, roles_due = excluded.roles_due, updated_at = excluded.updated_at
"""
AUDIT = """
    INSERT INTO audit (action, user_id, actor_id, before, after, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_LEDGER = """
    INSERT INTO ledger (user_id, amount, total, actor_id, reason, at) VALUES (?, ?3 - ?2, ?3, ?4, ?5, ?6)
"""


class SqliteMembers:
    """The MemberStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: int) -> Member | None:
        rows = await self._database.fetch("find_member", _FIND, (user_id,))
        return Member(*rows[0]) if rows else None

    async def is_empty(self) -> bool:
        return not await self._database.fetch("any_member", "SELECT 1 FROM members LIMIT 1")

    async def record(self, grants: Sequence[Grant]) -> None:
        async with self._database.transaction("record_points") as connection:
            for grant in grants:
                await _write(connection, _granted(grant, await _stored(connection, grant.user_id)))

    async def change(self, user_id: int, decide: Decide) -> Change:
        async with self._database.transaction("change_member") as connection:
            change = decide(await _stored(connection, user_id))
            await _write(connection, change)
        return change


def as_text(at: datetime) -> str:
    """ISO 8601 in UTC, like every time in the file; `at` knows its time zone."""
    return at.astimezone(UTC).isoformat()


async def _stored(connection: Transaction, user_id: int) -> Member | None:
    rows = list(await connection.execute_fetchall(_FIND, (user_id,)))
    return Member(*rows[0]) if rows else None


def _granted(grant: Grant, stored: Member | None) -> Change:
    before = stored or Member(grant.user_id, 0, grant.rank, grant.path)
    total = before.points + grant.amount
    entry = LedgerEntry(Action.POINTS, grant.user_id, grant.actor_id, before.points, total, grant.reason, grant.at)
    return Change(before, replace(before, points=total), (entry,))


async def _write(connection: Transaction, change: Change) -> None:
    await connection.execute(KEEP, member_row(change.after, change.entries[-1].at))
    for entry in change.entries:
        await connection.execute(AUDIT, audit_row(entry))
        if entry.action is Action.POINTS:
            await _count(connection, entry)


def member_row(member: Member, at: datetime) -> tuple[Value, ...]:
    """For `KEEP`."""
    values = (member.user_id, member.points, member.rank, member.path, member.company)
    studs = (member.gold_studs, member.silver_studs)
    return (*values, *studs, member.declined, member.role_rank, member.roles_due, as_text(at))


def audit_row(entry: LedgerEntry) -> tuple[Value, ...]:
    """For `AUDIT`."""
    who = (entry.action, entry.user_id, entry.actor_id)
    return (*who, entry.before, entry.after, entry.reason, as_text(entry.at))


async def _count(connection: Transaction, entry: LedgerEntry) -> None:
    totals = (entry.before, entry.after)
    await connection.execute(_LEDGER, (entry.user_id, *totals, entry.actor_id, entry.reason, as_text(entry.at)))
