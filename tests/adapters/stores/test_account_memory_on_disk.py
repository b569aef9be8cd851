"""What is remembered of accounts, in a real database."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.database import open_database
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from tests.support.turned_clock import T0

LINKED = RememberedAccount(42, "TuShan", "https://pictures.invalid/42", T0)


@pytest_asyncio.fixture
async def memory(tmp_path: Path) -> AsyncGenerator[AccountMemory]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        yield AccountMemory(database)


@pytest.mark.parametrize(
    "account",
    [
        LINKED,
        RememberedAccount(None, None, None, T0),
        RememberedAccount(42, None, None, T0),
        RememberedAccount(42, "TuShan", "", T0),
    ],
    ids=["linked", "not linked", "no name yet", "no picture to show"],
)
async def test_every_kind_comes_back_as_it_was(memory: AccountMemory, account: RememberedAccount) -> None:
    await memory.keep(1, account)
    assert await memory.find([1, 2]) == {1: account}


async def test_a_newer_answer_takes_the_place_of_the_older(memory: AccountMemory) -> None:
    await memory.keep(1, LINKED)
    newer = RememberedAccount(None, None, None, T0 + timedelta(days=1))
    await memory.keep(1, newer)
    assert await memory.find([1]) == {1: newer}
    assert await memory.count() == 1


async def test_a_dropped_member_is_gone_alone(memory: AccountMemory) -> None:
    await memory.keep(1, LINKED)
    await memory.keep(2, LINKED)
    await memory.drop(1)
    assert list(await memory.find([1, 2])) == [2]


async def test_what_was_said_before_a_moment_can_be_forgotten(memory: AccountMemory) -> None:
    for user_id, days in ((1, 0), (2, 1), (3, 2)):
        await memory.keep(user_id, RememberedAccount(42, "x", "", T0 + timedelta(days=days)))
    assert await memory.forget(T0 + timedelta(days=1)) == 1
    assert sorted(await memory.find([1, 2, 3])) == [2, 3]
    assert await memory.forget(T0) == 0
