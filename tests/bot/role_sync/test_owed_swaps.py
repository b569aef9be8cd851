"""What Discord owes is on disk until it is done; a broken disk costs only the restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
import structlog

from ignis.adapters.database.database import Database, open_database
from ignis.adapters.stores.owed_swaps import SqliteSwaps
from ignis.bot.role_sync.owed_swaps import OwedSwaps
from ignis.domain.role_sync.swap import Swap
from tests.support.fakes.turned_clock import TurnedClock

ANA, BEA = 1, 2
SWAP = Swap("Captain", "Brother", 9)
UNSIGNED = Swap("Brother", None)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as opened:
        yield opened


def started(database: Database) -> OwedSwaps:
    return OwedSwaps(SqliteSwaps(database), TurnedClock(), structlog.stdlib.get_logger("test"))


async def test_what_is_owed_is_known_after_a_restart_and_taken_up_once(database: Database) -> None:
    owed = started(database)
    await owed.owe(ANA, SWAP)
    await owed.owe(BEA, UNSIGNED)
    again = started(database)
    assert again.of(ANA) is None
    assert sorted(await again.load()) == [ANA, BEA]
    assert (again.of(ANA), again.of(BEA)) == (SWAP, UNSIGNED)
    assert not await again.load()


async def test_what_somebody_carries_out_right_now_is_owed_only_after_a_kill(database: Database) -> None:
    owed = started(database)
    await owed.begin(ANA, SWAP)
    assert ANA not in owed
    killed = started(database)
    assert list(await killed.load()) == [ANA]
    await owed.settle(ANA)
    assert not await started(database).load()


async def test_what_is_newer_than_the_disk_counts(database: Database) -> None:
    await started(database).owe(ANA, UNSIGNED)
    again = started(database)
    await again.owe(ANA, SWAP)
    assert not await again.load()
    assert again.of(ANA) == SWAP
    await again.settle(ANA)
    assert ANA not in again
    assert not await started(database).load()


async def test_a_disk_that_cannot_be_written_costs_only_the_restart(database: Database) -> None:
    owed = started(database)
    await owed.owe(BEA, SWAP)
    async with database.transaction("break") as connection:
        await connection.execute("ALTER TABLE role_swaps RENAME TO gone")
    await owed.owe(ANA, SWAP)
    await owed.settle(BEA)
    assert (owed.of(ANA), owed.of(BEA)) == (SWAP, None)
