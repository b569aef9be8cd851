"""A real `ignis.db`, and the stores over it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import pytest_asyncio

from ignis.adapters.database.database import Database, open_database
from tests.support.legion.staff import Staff
from tests.support.legion.stores import Stores, on_disk


def opened(path: Path) -> AbstractAsyncContextManager[Database]:
    """As another process would open it, too."""
    return open_database(path, busy_timeout=1)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(tmp_path / "ignis.db") as made:
        yield made


@pytest.fixture
def stores(database: Database) -> Stores:
    return on_disk(database)


@pytest.fixture
def staff(stores: Stores) -> Staff:
    return Staff(stores.members, stores.promotions)
