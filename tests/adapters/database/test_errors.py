"""What SQLite refuses is a StorageError, whatever Python calls it, and no reason to repair anything."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.database.observer import Unobserved
from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.adapters.stores.sync import SqliteSync
from ignis.services.ports import StorageError, StorageReason
from tests.support.fakes.turned_clock import T0

REFUSED: list[Any] = [2**63, -(2**63) - 1, 10**5000, "\ud800", "a\udfff", object(), [1], 1j]
PUT = "INSERT INTO accounts (user_id, roblox_id, name, headshot_url, asked_at) VALUES (?, 1, ?, NULL, 'now')"


@dataclass
class Troubles(Unobserved):
    seen: list[str] = field(default_factory=list)

    def trouble(self, reason: StorageReason, what: str, /) -> None:
        self.seen.append(f"{reason} {what}")


@dataclass
class Rig:
    database: Database
    troubles: Troubles


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    troubles = Troubles()
    async with open_database(tmp_path / "ignis.db", busy_timeout=1, observer=troubles) as database:
        yield Rig(database, troubles)


@pytest.mark.parametrize("value", REFUSED, ids=lambda value: ascii(value)[:20] if value != 10**5000 else "huge")
async def test_a_value_that_cannot_be_stored(rig: Rig, value: Any) -> None:
    with pytest.raises(StorageError) as read:
        await rig.database.fetch("strange", "SELECT ?", (value,))
    with pytest.raises(StorageError) as written:
        async with rig.database.transaction("strange") as writer:
            await writer.execute(PUT, (1, value))
    with pytest.raises(StorageError) as many:
        async with rig.database.transaction("strange") as writer:
            await writer.executemany(PUT, [(1, "fine"), (2, value)])
    assert {caught.value.reason for caught in (read, written, many)} == {StorageReason.REFUSED}
    assert str(written.value).startswith("the database failed at strange: ")
    assert rig.troubles.seen == []
    assert await rig.database.fetch("rows", "SELECT count(*) FROM accounts") == [(0,)]


async def test_a_constraint_is_a_refusal_too(rig: Rig) -> None:
    with pytest.raises(StorageError) as caught:
        async with rig.database.transaction("strange") as writer:
            await writer.executemany(PUT, [(1, "a"), (1, "b")])
    assert caught.value.reason is StorageReason.REFUSED
    assert rig.troubles.seen == []


async def test_the_stores_turn_it_into_the_same_error(rig: Rig) -> None:
    memory, sync = AccountMemory(rig.database), SqliteSync(rig.database)
    for user_id, known in (
        (1, RememberedAccount(2**63, None, None, T0)),
        (2**63, RememberedAccount(1, None, None, T0)),
    ):
        with pytest.raises(StorageError):
            await memory.keep(user_id, known)
    for ids in ([1, 2**63], [10**30]):
        for question in (memory.find(ids), sync.outlines(ids), sync.stored(ids)):
            with pytest.raises(StorageError) as caught:
                await question
            assert caught.value.reason is StorageReason.REFUSED
    assert rig.troubles.seen == []


async def test_an_error_of_the_caller_stays_what_it_is(rig: Rig) -> None:
    with pytest.raises(OverflowError, match="not of SQLite"):
        async with rig.database.transaction("strange"):
            raise OverflowError("not of SQLite")
