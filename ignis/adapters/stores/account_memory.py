"""What Bloxlink and Roblox have said about members, in `ignis.db`: it outlives a restart and an outage."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ignis.adapters.database.database import Database
from ignis.adapters.stores.rows import as_text, ids_as_json

_FIND = """
    SELECT user_id, roblox_id, name, headshot_url, asked_at, closed, confirmed FROM accounts
    WHERE user_id IN (SELECT value FROM json_each(?))
"""
_KEEP = """
    INSERT INTO accounts (user_id, roblox_id, name, headshot_url, asked_at, closed, confirmed)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (user_id) DO UPDATE SET
        roblox_id = excluded.roblox_id, name = excluded.name, headshot_url = excluded.headshot_url,
        asked_at = excluded.asked_at, closed = excluded.closed, confirmed = excluded.confirmed
"""
_OLDER = """
    SELECT user_id FROM accounts WHERE user_id IN (SELECT value FROM json_each(?1))
    AND (NOT confirmed OR asked_at <= CASE WHEN name IS NULL THEN ?2 ELSE ?3 END)
"""
_DROP = "DELETE FROM accounts WHERE user_id = ?"
_COUNT = "SELECT count(*) FROM accounts"
_FORGET = "DELETE FROM accounts WHERE asked_at < ?"


@dataclass(frozen=True, slots=True)
class RememberedAccount:
    """`roblox_id` None: the member has no account. `name` None: there is one, but Roblox was not reached yet.

    `asked_at` is when Bloxlink said so. `closed`: Roblox does not know the account any more, it has no name.
    `confirmed` False: Roblox has not been reached since, name and headshot are from before.
    """

    roblox_id: int | None
    name: str | None
    headshot_url: str | None
    asked_at: datetime
    closed: bool = False
    confirmed: bool = True


class AccountMemory:
    """Every method raises StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_ids: Collection[int]) -> Mapping[int, RememberedAccount]:
        """What is known, by member. Members of whom nothing is known are left out. One query."""
        rows = await self._database.fetch("find_accounts", _FIND, (ids_as_json(user_ids),))
        return {row[0]: _known(row[1:]) for row in rows}

    async def older(self, user_ids: Collection[int], nameless: datetime, named: datetime) -> Collection[int]:
        """Those of whom something is known, but not confirmed, or nothing since: `nameless` where there is no name."""
        values = (ids_as_json(user_ids), as_text(nameless), as_text(named))
        return [row[0] for row in await self._database.fetch("older_accounts", _OLDER, values)]

    async def keep(self, user_id: int, known: RememberedAccount) -> None:
        values = (
            known.roblox_id,
            known.name,
            known.headshot_url,
            as_text(known.asked_at),
            known.closed,
            known.confirmed,
        )
        async with self._database.transaction("keep_account") as connection:
            await connection.execute(_KEEP, (user_id, *values))

    async def drop(self, user_id: int) -> None:
        async with self._database.transaction("drop_account") as connection:
            await connection.execute(_DROP, (user_id,))

    async def count(self) -> int:
        """The number of members of whom something is known."""
        ((number,),) = await self._database.fetch("count_accounts", _COUNT)
        return int(number)

    async def forget(self, before: datetime) -> int:
        """Deletes what was said before then. Returns of how many members."""
        async with (
            self._database.transaction("forget_accounts") as connection,
            connection.execute(_FORGET, (as_text(before),)) as cursor,
        ):
            return cursor.rowcount


def _known(row: tuple[Any, ...]) -> RememberedAccount:
    roblox_id, name, headshot_url, asked_at, closed, confirmed = row
    asked = datetime.fromisoformat(asked_at)
    return RememberedAccount(roblox_id, name, headshot_url, asked, bool(closed), bool(confirmed))
