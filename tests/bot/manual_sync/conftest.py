"""The same server as for commands, known to the sync, and a worker that works on syncs of all members."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.bot.commands.conftest import portuguese, server, store
from tests.bot.conftest import Bench
from tests.support.servers.server import Server

__all__ = ["portuguese", "server", "store"]


@pytest_asyncio.fixture
async def at_work(bench: Bench, server: Server) -> AsyncIterator[Server]:
    assert bench.client.guild is not None
    assert bench.roles.planner.refresh()
    worker = asyncio.create_task(bench.syncing.everybody.run())
    await bench.syncing.everybody.arrive(bench.client.guild)
    yield server
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
