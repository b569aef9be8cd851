"""Ranks of many members at once, and their moves by changes of the role map, in `ignis.db`."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from ignis.adapters.database.database import Database
from ignis.adapters.database.transaction import Transaction
from ignis.adapters.stores.rows import (
    MEMBER,
    as_text,
    ids_as_json,
    json_values,
    member_of,
    rows_as_json,
    upsert_members,
)
from ignis.domain.members.change import RANK_CHANGES, Action, Change
from ignis.domain.members.member import Member
from ignis.domain.role_sync.map_moves import Adoption, MapMove
from ignis.domain.role_sync.plan import StoredOutline
from ignis.services.ports import AdoptionOrder

_STORED = f"SELECT {MEMBER} FROM members WHERE user_id IN (SELECT value FROM json_each(?))"  # noqa: S608  our own columns

_OUTLINES = """
    SELECT member.user_id, rank, role_rank, path, roles_due, accounts.name
    FROM members AS member LEFT JOIN accounts USING (user_id)
    WHERE member.user_id IN (SELECT value FROM json_each(?))
"""

# One statement for any number of members: the journal writes every statement, and its text is longer than a row.
# MATERIALIZED, because SQLite would write out the JSON of a row again for each value that is read from it.
_ROWS = "WITH rows AS MATERIALIZED (SELECT value FROM json_each(?1) ORDER BY key)"
_ADOPTED = ("user_id", "rank", "path", "role_rank", "roles_due", "declined")
_adopted_values = attrgetter(*_ADOPTED)
_ADOPT = upsert_members(
    f"{_ROWS} SELECT {json_values(len(_ADOPTED))}, ?2, ?2 FROM rows WHERE TRUE",  # noqa: S608  our own columns
    _ADOPTED,
)
_NOTED = ("action", "user_id", "actor_id", "before", "after", "reason")  # no order asks for an adoption
_noted_values = attrgetter(*_NOTED)
_AUDIT = f"INSERT INTO audit ({', '.join(_NOTED)}, at) {_ROWS} SELECT {json_values(len(_NOTED))}, ?2 FROM rows"  # noqa: S608  our own columns

_KEPT: Final = timedelta(days=90)
"""How long a move by the map is remembered. A map that was in force for longer is taken back as any other change."""
_NOTE_MAP = "INSERT INTO synced_map VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET revision = excluded.revision"

_MOVE_NAMES: Final = ("user_id", "stood_for", "rank", "role_rank", "roles_due", "declined", "points")
_move_values = attrgetter(*_MOVE_NAMES)
_RANKED: Final = json.dumps(sorted(RANK_CHANGES))
_LAST_LINE: Final = (
    "SELECT max(id) FROM audit WHERE audit.user_id = {user_id} AND action IN (SELECT value FROM json_each(?2))"
)

_LAST_MOVES: Final = f"""
    SELECT {", ".join(_MOVE_NAMES)}, id FROM map_moves
    WHERE id IN (
        SELECT max(id) FROM map_moves WHERE user_id IN (SELECT value FROM json_each(?1)) GROUP BY user_id
    ) AND last_line IS ({_LAST_LINE.format(user_id="map_moves.user_id")})
"""  # noqa: S608  our own columns
"""The last move of each member, where no other change of rank came after it. Values: `_last_moves_of(ids)`."""

_NOTE_MOVES: Final = f"""
    WITH rows AS MATERIALIZED (SELECT value, value ->> {len(_MOVE_NAMES)} AS moved FROM json_each(?1) ORDER BY key),
    known AS (SELECT value, moved, ({_LAST_LINE.format(user_id="value ->> 0")}) AS last FROM rows)
    INSERT INTO map_moves ({", ".join(_MOVE_NAMES)}, line, last_line, at)
    SELECT {json_values(len(_MOVE_NAMES))}, CASE WHEN moved THEN last END, last, ?3 FROM known
"""  # noqa: S608  our own columns
_RENAME_LINES: Final = """
    UPDATE audit SET action = ?2
    WHERE id IN (SELECT line FROM map_moves WHERE id IN (SELECT value FROM json_each(?1)))
"""
_FORGET_MOVES: Final = "DELETE FROM map_moves WHERE id IN (SELECT value FROM json_each(?))"


class _Outlines(Mapping[int, StoredOutline]):
    """By id. Each is made when it is asked for, and gone at once.

    Thousands that live at the same time would bring on a full garbage collection, which looks at all that the bot has
    in memory. Rows are no burden: tuples without references are left out.
    """

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = {row[0]: row for row in rows}

    def __getitem__(self, user_id: int) -> StoredOutline:
        return StoredOutline._make(self._rows[user_id])

    def __contains__(self, user_id: object) -> bool:
        return user_id in self._rows

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class SqliteSync:
    """The SyncStore of production."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        rows = await self._database.fetch("outlines", _OUTLINES, (ids_as_json(user_ids),))
        return _Outlines(rows)

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        rows = await self._database.fetch("members_to_sync", _STORED, (ids_as_json(user_ids),))
        return {row[0]: member_of(row) for row in rows}

    async def moves(self, user_ids: Collection[int]) -> Mapping[int, MapMove]:
        return _moves_by_member(await self._database.fetch("map_moves", _LAST_MOVES, _last_moves_of(user_ids)))

    async def gone_through_by(self) -> str | None:
        rows = await self._database.fetch("synced_map", "SELECT revision FROM synced_map")
        return rows[0][0] if rows else None

    async def went_through(self, revision: str, at: datetime) -> None:
        if await self.gone_through_by() == revision:
            return
        async with self._database.transaction("note_synced_map") as connection:
            await connection.execute(_NOTE_MAP, (revision,))
            await connection.execute("DELETE FROM map_moves WHERE at < ?", (as_text(at - _KEPT),))

    async def adopt(self, user_ids: Collection[int], order: AdoptionOrder, at: datetime) -> Sequence[Change]:
        async with self._database.transaction("adopt_ranks") as connection:
            rows = await connection.execute_fetchall(_STORED, (ids_as_json(user_ids),))
            stored = {row[0]: member_of(row) for row in rows}
            moves = _moves_by_member(await connection.execute_fetchall(_LAST_MOVES, _last_moves_of(user_ids)))
            decided = (order.decide(user_id, stored.get(user_id), moves.get(user_id)) for user_id in user_ids)
            adoptions = [each for each in decided if each is not None]
            changes = [each.change for each in adoptions]
            if changes:
                adopted = [_adopted_values(change.after) for change in changes]
                await connection.execute(_ADOPT, (rows_as_json(adopted), as_text(at)))
            entries = [_noted_values(entry) for change in changes for entry in change.entries]
            if entries:
                await connection.execute(_AUDIT, (rows_as_json(entries), as_text(at)))
            await _write_moves(connection, adoptions, at)
        return changes


def _last_moves_of(user_ids: Collection[int]) -> tuple[str, str]:
    return ids_as_json(user_ids), _RANKED


def _moves_by_member(rows: Iterable[Any]) -> dict[int, MapMove]:
    """Of the rows of _LAST_MOVES."""
    moves = (MapMove(*row) for row in rows)
    return {move.user_id: replace(move, roles_due=bool(move.roles_due)) for move in moves}


async def _write_moves(connection: Transaction, adoptions: Collection[Adoption], at: datetime) -> None:
    """Call it after the lines of the audit are written: a move remembers its own."""
    noted = [(*_move_values(each.noted), bool(each.change.entries)) for each in adoptions if each.noted is not None]
    if noted:
        await connection.execute(_NOTE_MOVES, (rows_as_json(noted), _RANKED, as_text(at)))
    over = [each.taken_back.id for each in adoptions if each.taken_back is not None]
    if over:
        await connection.execute(_RENAME_LINES, (ids_as_json(over), Action.TAKEN_BACK))
        await connection.execute(_FORGET_MOVES, (ids_as_json(over),))
