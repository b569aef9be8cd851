"""Both stores: the fake, and the one on disk with everything that reads from it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.database import open_database
from ignis.services.ports import MemberStore
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.stores import Stores, on_disk


@pytest_asyncio.fixture(params=["fake", "sqlite"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Stores]:
    if request.param == "fake":
        fake = FakeMembers()
        yield Stores(fake, fake, fake, fake, fake, fake, fake)
        return
    async with open_database(tmp_path / "ignis.db", busy_timeout=1) as database:
        yield on_disk(database)


@pytest.fixture
def store(stores: Stores) -> MemberStore:
    return stores.members
