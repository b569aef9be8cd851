"""One sandbox for a whole module of tests; `bot` is an unmodified discord.py client in it."""

from collections.abc import AsyncGenerator

import discord
import pytest_asyncio

from tests.support.servers.sandbox import Bot, RunningSandbox, connected, pointed_at, running_sandbox
from tests.support.servers.sandbox_commands import add_commands


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox() as running:
        with pointed_at(running.info):
            yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: RunningSandbox) -> AsyncGenerator[Bot]:
    bot = Bot(sandbox.guild, discord.Intents(guilds=True, members=True, moderation=True))
    add_commands(bot)
    async with connected(bot, sandbox.info) as ready:
        yield ready
