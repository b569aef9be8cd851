"""The member list as an unmodified discord.py gets it: in chunks, late, in part, once in 30 seconds, or never."""

import asyncio
from collections.abc import AsyncGenerator

import discord
import pytest
import pytest_asyncio

from tests.support.servers.sandbox import Bot, RunningSandbox, connected
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

INTENTS = discord.Intents(guilds=True, members=True)
EVERYBODY = 42


class Reader(Bot):
    """Notes what RATE_LIMITED says, which discord.py knows nothing of, and counts the chunks."""

    def __init__(self, guild: discord.Object) -> None:
        super().__init__(guild, INTENTS)
        self._enable_debug_events = True

    async def on_socket_raw_receive(self, message: str) -> None:
        event = discord.utils._from_json(message)
        if event["t"] in ("RATE_LIMITED", "GUILD_MEMBERS_CHUNK"):
            self.log.append((event["t"], event["d"]))


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def mended(sandbox: RunningSandbox) -> AsyncGenerator[None]:
    yield
    await sandbox.control("member-list", interval=0)
    async with sandbox.http.delete("/sandbox/faults"):
        pass


async def test_a_client_without_the_intent_sees_itself_alone(sandbox: RunningSandbox) -> None:
    bot = Bot(sandbox.guild, discord.Intents(guilds=True))
    async with connected(bot, sandbox.info):
        guild = bot.guilds[0]
        assert (list(guild.members), guild.member_count, guild.large) == ([guild.me], EVERYBODY, False)


async def test_everybody_arrives_in_chunks_before_ready(sandbox: RunningSandbox) -> None:
    bot = Reader(sandbox.guild)
    async with connected(bot, sandbox.info):
        assert (len(bot.guilds[0].members), bot.guilds[0].chunked) == (EVERYBODY, True)
        (chunk,) = bot.seen("GUILD_MEMBERS_CHUNK")
        assert len(chunk["members"]) == EVERYBODY


async def test_once_in_thirty_seconds_also_for_a_bot_that_starts_again(sandbox: RunningSandbox) -> None:
    assert await sandbox.control("member-list", interval=30) == {"interval": 30}
    async with connected(Reader(sandbox.guild), sandbox.info) as first:
        assert len(first.guilds[0].members) == EVERYBODY
    second = Reader(sandbox.guild)
    async with connected(second, sandbox.info):  # discord.py waits 5 s for the chunks, then it is READY without them
        guild = second.guilds[0]
        assert list(guild.members) == [guild.me]
        (limited,) = second.seen("RATE_LIMITED")
        assert limited["opcode"] == 8
        assert 0 < limited["retry_after"] <= 30
        assert limited["meta"]["guild_id"] == str(guild.id)
        assert not second.seen("GUILD_MEMBERS_CHUNK")
        found = await guild.query_members(user_ids=[sandbox.sandbox.spec.owner.id])
        assert [member.id for member in found] == [guild.owner_id], "single members can be had all the same"


async def test_chunks_never_come_and_come_when_asked_anew(sandbox: RunningSandbox) -> None:
    await sandbox.control("faults", target="member-list", kind="never", seconds=600)
    bot = Reader(sandbox.guild)
    async with connected(bot, sandbox.info):
        guild = bot.guilds[0]
        assert (list(guild.members), bot.log) == ([guild.me], [])
        async with sandbox.http.delete("/sandbox/faults"):
            pass
        bot._connection.clear_chunk_requests(None)  # otherwise discord.py waits for the old ones
        await guild.chunk()
        assert len(guild.members) == EVERYBODY


async def test_half_of_the_list_is_lost(sandbox: RunningSandbox) -> None:
    await sandbox.control("faults", target="member-list", kind="half", seconds=600, count=1)
    bot = Reader(sandbox.guild)
    async with connected(bot, sandbox.info):
        (chunk,) = bot.seen("GUILD_MEMBERS_CHUNK")
        assert (chunk["chunk_index"], chunk["chunk_count"]) == (0, 2)
        assert not bot.guilds[0].chunked


async def test_a_list_is_limited_by_a_fault_and_late_by_another(sandbox: RunningSandbox) -> None:
    bot = Reader(sandbox.guild)
    async with connected(bot, sandbox.info):
        guild = bot.guilds[0]
        await sandbox.control("faults", target="member-list", kind="limited", seconds=600, count=1)
        await bot._connection.chunker(guild.id, nonce="first")
        (limited,) = await eventually(lambda: bot.seen("RATE_LIMITED") or None, "the request is refused")
        assert limited["meta"]["nonce"] == "first"
        await sandbox.control("faults", target="member-list", kind="slow", seconds=600, count=1, delay=0.2)
        bot.log.clear()
        began = asyncio.get_running_loop().time()
        await bot._connection.chunker(guild.id, nonce="late")
        await eventually(lambda: bot.seen("GUILD_MEMBERS_CHUNK") or None, "the chunk comes late")
        assert asyncio.get_running_loop().time() - began >= 0.2
