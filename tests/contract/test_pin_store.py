"""What every PinStore does, in memory and on disk alike."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.database import open_database
from ignis.adapters.stores.pins import SqlitePins
from ignis.services.ports import PinKind, PinStore
from tests.support.fakes.memory_pins import MemoryPins

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LARGEST = (1 << 63) - 1


@pytest_asyncio.fixture(params=["fake", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PinStore]:
    if request.param == "fake":
        yield MemoryPins()
        return
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        yield SqlitePins(database)


async def test_pins_are_kept_by_server_and_kind_and_without_case(store: PinStore) -> None:
    assert await store.load(1) == {kind: {} for kind in PinKind}
    await store.keep(1, PinKind.STAFF, {"Legion Officer": LARGEST}, NOON)
    await store.keep(1, PinKind.ROLE, {"Captains": 12, "Brothers": 11}, NOON)
    await store.keep(2, PinKind.STAFF, {"Legion Officer": 20}, NOON)
    loaded = await store.load(1)
    assert loaded == {
        PinKind.STAFF: {"legion officer": LARGEST},
        PinKind.ROLE: {"captains": 12, "brothers": 11},
        PinKind.CHANNEL: {},
    }


async def test_a_name_that_is_pinned_anew_means_the_new_one(store: PinStore) -> None:
    await store.keep(1, PinKind.ROLE, {"Captains": 12}, NOON)
    await store.keep(1, PinKind.ROLE, {"CAPTAINS": 90}, NOON)
    assert (await store.load(1))[PinKind.ROLE] == {"captains": 90}
