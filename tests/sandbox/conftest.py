"""One sandbox for a whole module of tests; `bot` is an unmodified discord.py client in it."""

from collections.abc import AsyncGenerator, AsyncIterator

import discord
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.sandbox import bloxlink, roblox
from ignis.sandbox.faults import Faults
from ignis.sandbox.world import SEED
from ignis.sandbox.world.accounts import Accounts
from tests.sandbox.fake_services import KEY, Client, HandClock
from tests.support.servers.sandbox import EASY_RULES, Bot, RunningSandbox, connected, pointed_at, running_sandbox
from tests.support.servers.sandbox_commands import add_commands


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox(rules=EASY_RULES) as running:
        with pointed_at(running.info):
            yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: RunningSandbox) -> AsyncGenerator[Bot]:
    bot = Bot(sandbox.guild, discord.Intents(guilds=True, members=True, moderation=True))
    add_commands(bot)
    async with connected(bot, sandbox.info) as ready:
        yield ready


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def accounts() -> Accounts:
    return Accounts(SEED)


@pytest.fixture
async def client(clock: HandClock, faults: Faults, accounts: Accounts) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(bloxlink.routes(SEED, accounts, faults, clock, KEY))
    app.add_routes(roblox.routes(accounts, faults, clock, KEY))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client
