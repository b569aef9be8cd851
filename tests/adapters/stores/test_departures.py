from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.stores.departures import SqliteReturns
from ignis.adapters.stores.history import SqliteHistory
from ignis.adapters.stores.members import SqliteMembers
from ignis.domain.members.change import Action, Actor
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import SetRank
from ignis.domain.members.profile import Subject
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOBODY: frozenset[int] = frozenset()


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as opened:
        yield opened


async def set_rank(database: Database, user_id: int, rank: str) -> None:
    order = SetRank(LEGION, Subject(user_id, (), None), rank, OrderNote.with_reason(Actor(9), "by decree", NOON))
    await SqliteMembers(database).change(user_id, order)


async def test_who_left_with_the_rank_gets_its_role_and_a_line_of_history_once(database: Database) -> None:
    store, history = SqliteReturns(database), SqliteHistory(database)
    await set_rank(database, 1, "Captain")
    await store.left(1, "Captain", NOON)
    await store.left(404, "Captain", NOON)
    assert await store.gone() == {1: "Captain"}, "nothing is kept of who is not stored"
    change = await store.came_back(1, NOBODY, NOON)
    assert change is not None
    stored = await SqliteMembers(database).find(1)
    assert stored is not None
    assert (stored.rank, stored.role_rank, stored.roles_due) == ("Captain", None, True)
    assert await store.gone() == {}
    line = await history.last_return(1)
    assert line is not None
    assert (line.action, line.after) == (Action.RETURNED, "Captain")
    last = await history.last_rank_change(1)
    assert last is not None
    assert last.action is Action.RANK, "what gave the rank, and since when, is as before"


async def test_who_was_kicked_or_is_unknown_gets_nothing(database: Database) -> None:
    store = SqliteReturns(database)
    await set_rank(database, 1, "Captain")
    await store.left(1, "Captain", NOON)
    await store.left(1, None, NOON)
    assert await store.came_back(1, NOBODY, NOON) is None
    assert await store.came_back(404, NOBODY, NOON) is None
    assert await SqliteHistory(database).last_return(1) is None


async def test_of_a_leaving_that_nobody_saw_the_last_look_at_the_roles_counts(database: Database) -> None:
    store = SqliteReturns(database)
    for user_id, role_rank in ((1, "Captain"), (2, "Brother")):
        await set_rank(database, user_id, "Captain")
        async with database.transaction("look") as connection:
            await connection.execute("UPDATE members SET role_rank = ? WHERE user_id = ?", (role_rank, user_id))
    assert await store.came_back(1, NOBODY, NOON) is not None
    assert await store.came_back(2, NOBODY, NOON) is None
