"""What every AccountLookupStore does, in memory and on disk alike."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.database import open_database
from ignis.adapters.stores.sync_runs import SqliteAccountLookups
from ignis.domain.role_sync.account_lookup import AccountLookup, LookupState, LookupTally
from ignis.services.ports import AccountLookupStore
from tests.support.fakes.fake_account_lookups import FakeAccountLookups


@pytest_asyncio.fixture(params=["fake", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AccountLookupStore]:
    if request.param == "fake":
        yield FakeAccountLookups()
        return
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        yield SqliteAccountLookups(database)


async def test_one_runs_at_a_time_and_goes_on_where_it_was(store: AccountLookupStore) -> None:
    assert await store.running() is None
    assert await store.begin(3, 12) == AccountLookup(3, 12)
    assert await store.begin(4, 1) is None
    ahead = AccountLookup(3, 12, position=10**18, tally=LookupTally(1, 2, 3, 4))
    assert await store.advance(ahead)
    assert await store.running() == await store.find(3) == ahead
    assert await store.find(4) is None


@pytest.mark.parametrize("state", [LookupState.STOPPED, LookupState.SPENT, LookupState.FINISHED])
async def test_what_has_ended_can_begin_again_from_the_start(store: AccountLookupStore, state: LookupState) -> None:
    await store.begin(3, 12)
    assert await store.end(3, state)
    assert not await store.end(3, LookupState.FINISHED)
    assert not await store.advance(AccountLookup(3, 12, position=5))
    assert await store.find(3) == AccountLookup(3, 12, state)
    assert await store.begin(3, 7) == await store.running() == AccountLookup(3, 7)
