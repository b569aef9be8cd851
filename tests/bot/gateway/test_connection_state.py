"""What is used inside discord.py, and whose members it asks for."""

import discord
import pytest
import simcord
from discord.state import ChunkRequest, ConnectionState

from ignis.bot.gateway.client import IgnisClient
from ignis.bot.gateway.connection_state import (
    ListedConnection,
    ListRefresh,
    is_requested,
    member_of,
    request_everybody,
    shown,
)
from ignis.runtime.base.clock import SystemClock
from tests.bot.conftest import Bench


def test_discord_py_still_has_what_is_overridden() -> None:
    for name in ("_guild_needs_chunking", "_chunk_timeout", "chunk_guild", "chunker", "parse_guild_members_chunk"):
        assert callable(getattr(ConnectionState, name))
    assert not hasattr(ConnectionState, "parse_rate_limited"), "discord.py knows RATE_LIMITED now: use its own"
    assert callable(ChunkRequest.add_members)


async def test_the_client_has_it_and_discord_py_finds_the_refusal_by_its_name(bench: Bench) -> None:
    state = bench.client._connection
    assert isinstance(state, ListedConnection)
    assert state.parsers["RATE_LIMITED"] == state.parse_rate_limited


async def served(env: simcord.Env, bench: Bench, *names: str) -> discord.Guild:
    made = env.create_guild(name="Age of Warfare")
    for name in names:
        made.add_member(env.create_user(name))
    await env.settle()
    guild = bench.client.guild
    assert guild is not None
    return guild


async def test_a_refused_request_ends_at_once_and_says_for_how_long(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = await served(simcord_env, bench, "emek")
    state = bench.client._connection
    state._chunk_requests[guild.id] = request = ChunkRequest(guild.id, 0, state.loop, state._get_guild)
    waits = request.get_future()
    about = {"guild_id": str(guild.id), "nonce": request.nonce}
    state.parsers["RATE_LIMITED"]({"opcode": 8, "retry_after": 23.5, "meta": about})
    assert waits.done(), "READY waits no longer"
    assert 20 < bench.client.members.allowed_in(guild.id) <= 23.5
    state.parsers["RATE_LIMITED"]({"opcode": 3, "retry_after": 5, "meta": {}})
    assert not is_requested(guild)


async def test_everybody_is_asked_for_anew_and_who_changed_or_left_unseen_is_found(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    guild = await served(simcord_env, bench, "emek", "zadar")
    names = {member.name: member for member in guild.members}
    names["emek"].nick = "as it was before an outage"
    ghost = member_of(guild, {"user": {"id": "4711", "username": "x", "discriminator": "0", "avatar": None},
                              "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0})  # fmt: skip
    guild._add_member(ghost)
    del guild._members[names["zadar"].id]
    bench.client.members.doubt(guild.id)
    await request_everybody(guild)
    await simcord_env.settle()
    assert {member.name: member.nick for member in guild.members} == dict.fromkeys(names)
    assert bench.client.members.whole
    assert not is_requested(guild)


async def test_an_older_answer_does_not_undo_what_the_gateway_told_since(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    guild = await served(simcord_env, bench, "emek", "zadar")
    everybody = {member.name: member for member in guild.members}
    refresh = ListRefresh(guild)
    older = discord.Member._copy(everybody["emek"])
    older.nick = "old"
    refresh.take([older, everybody.get("ignis", guild.me)], newer={older.id})
    assert shown(guild.get_member(older.id) or older)[1] is None
    refresh.end(newer=set())
    assert guild.get_member(everybody["zadar"].id) is not None, "half a list makes nobody leave"


@pytest.mark.parametrize(("members", "asks"), [(1000, True), (1001, False)])
async def test_while_nobody_knows_whom_it_serves_only_small_lists_are_asked_for(
    bench: Bench,
    members: int,
    asks: bool,  # noqa: FBT001  a case
) -> None:
    client = IgnisClient(bench.log, SystemClock())
    guild = discord.Guild(data={"id": "7", "member_count": members}, state=client._connection)  # type: ignore[typeddict-item]
    client._connection._add_guild(guild)
    assert (client.asks_for(guild), client.waits_for(guild)) == (asks, True)
    client.remembered_guild = 8
    assert (client.asks_for(guild), client.waits_for(guild)) == (False, False), "a stranger's"
    assert (client._connection._guild_needs_chunking(guild), client._connection._chunk_timeout(guild)) == (False, 0)
    client.wanted_guild = 7
    assert (client.asks_for(guild), client.waits_for(guild)) == (True, True)
    assert client._connection._chunk_timeout(guild) >= 5
