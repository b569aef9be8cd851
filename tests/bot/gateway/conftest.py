"""For tests of the gateway: the client's tasks end before the event loop does."""

from collections.abc import AsyncGenerator

import pytest_asyncio

from tests.support.waiting import end_other_tasks


@pytest_asyncio.fixture(autouse=True)
async def nothing_stays_behind() -> AsyncGenerator[None]:
    """discord.py dispatches events with its last breath. A task that begins while the loop is closed never runs."""
    yield
    await end_other_tasks()
