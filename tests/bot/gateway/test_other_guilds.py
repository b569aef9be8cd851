"""Of every other server that the bot was invited to is told once, and it is left if the settings say so."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import simcord

from ignis.adapters.stores.served_guild import SqliteServedGuild
from ignis.bot.gateway.other_guilds import OtherGuilds, ServedGuildMemory
from tests.bot.conftest import Bench
from tests.support.waiting import eventually

TOLD = "invited to another server, which is not served"


@asynccontextmanager
async def watching(bench: Bench, *, leave: bool = False) -> AsyncGenerator[None]:
    others = OtherGuilds(bench.client, SqliteServedGuild(bench.database), bench.clock, bench.log, leave=leave)
    task = asyncio.create_task(others.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def told(bench: Bench) -> list[int]:
    return [line["guild"] for line in bench.lines if line["event"] == TOLD]


async def test_it_is_told_once_also_after_a_restart(simcord_env: simcord.Env, bench: Bench) -> None:
    store = SqliteServedGuild(bench.database)
    bench.client.on_arrival(ServedGuildMemory(store, bench.clock, bench.log))
    async with watching(bench):
        first = simcord_env.create_guild(name="Age of Warfare")
        await simcord_env.settle()
        assert await store.served() == first.id
        stranger = simcord_env.create_guild(name="Stranger")
        await simcord_env.settle()
        await eventually(lambda: told(bench) == [stranger.id], "told of the stranger")
    assert "Public Bot" in next(line["advice"] for line in bench.lines if line["event"] == TOLD)
    async with watching(bench):
        third = simcord_env.create_guild(name="Third")
        await simcord_env.settle()
        await eventually(lambda: told(bench) == [stranger.id, third.id], "told of the third only")
    assert await store.served() == first.id
    assert len(bench.client.guilds) == 3, "it stays where it is"


async def test_it_leaves_if_it_may_but_never_the_server_it_serves(simcord_env: simcord.Env, bench: Bench) -> None:
    async with watching(bench, leave=True):
        first = simcord_env.create_guild(name="Age of Warfare")
        await simcord_env.settle()
        simcord_env.create_guild(name="Stranger")
        await simcord_env.settle()
        await eventually(lambda: [guild.id for guild in bench.client.guilds] == [first.id], "it left the stranger")


async def test_while_nothing_is_chosen_nothing_is_told_or_left(simcord_env: simcord.Env, bench: Bench) -> None:
    simcord_env.create_guild(name="One")
    bench.client.remembered_guild = 4711
    async with watching(bench, leave=True):
        await simcord_env.settle()
        assert bench.client.served.guild_id is None or bench.client.served.guild_id == 4711
        assert bench.client.other_guilds == []
        assert len(bench.client.guilds) == 1
