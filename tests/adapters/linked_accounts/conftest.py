from collections.abc import AsyncGenerator, Generator

import aiohttp
import pytest
import pytest_asyncio

from tests.support.fakes.asked_services import Asked
from tests.support.servers.canned_server import CannedServer, canned_server


@pytest.fixture
def server() -> Generator[CannedServer]:
    with canned_server() as made:
        yield made


@pytest_asyncio.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


@pytest.fixture
def asked(session: aiohttp.ClientSession) -> Asked:
    return Asked(session)
