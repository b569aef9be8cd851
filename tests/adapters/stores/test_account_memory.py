"""What was said about members' accounts comes out as it went in, and is forgotten by its age."""

from datetime import UTC, datetime, timedelta

from ignis.adapters.database.database import Database
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINKED = RememberedAccount(7, "Player7", "https://tr.rbxcdn.com/7", NOON)
WITHOUT_NAME = RememberedAccount(8, None, None, NOON)
NOT_LINKED = RememberedAccount(None, None, None, NOON)


async def test_each_kind_of_answer_comes_out_as_kept(database: Database) -> None:
    memory = AccountMemory(database)
    kept = {1: LINKED, 2: WITHOUT_NAME, 2**63 - 1: NOT_LINKED}
    for user_id, account in kept.items():
        await memory.keep(user_id, account)
    assert await memory.find([*kept, 99]) == kept
    assert await memory.find([]) == {}
    assert await memory.count() == 3


async def test_a_newer_answer_replaces_the_whole_older_one(database: Database) -> None:
    memory = AccountMemory(database)
    await memory.keep(1, LINKED)
    later = RememberedAccount(None, None, None, NOON + timedelta(hours=1))
    await memory.keep(1, later)
    assert await memory.find([1]) == {1: later}
    assert await memory.count() == 1


async def test_what_is_dropped_is_gone(database: Database) -> None:
    memory = AccountMemory(database)
    await memory.keep(1, LINKED)
    await memory.keep(2, WITHOUT_NAME)
    await memory.drop(1)
    await memory.drop(99)
    assert set(await memory.find([1, 2])) == {2}


async def test_only_answers_from_before_are_forgotten(database: Database) -> None:
    memory = AccountMemory(database)
    for user_id, days in ((1, 0), (2, 1), (3, 2)):
        await memory.keep(user_id, RememberedAccount(7, None, None, NOON + timedelta(days=days)))
    assert await memory.forget(NOON + timedelta(days=1)) == 1
    assert set(await memory.find([1, 2, 3])) == {2, 3}
    assert await memory.forget(NOON) == 0
