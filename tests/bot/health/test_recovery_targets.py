"""What the recoveries look at on Discord's side, in simcord's Discord."""

import pytest
import simcord

from ignis.bot.health.recovery_targets import ClientGateway, GuildMembers, RegisteredCommands
from ignis.bot.member_list.request import MemberListRequest
from ignis.bot.member_list.role_counts import RoleCounts
from ignis.repair.recovery import NotRepaired
from tests.bot.conftest import Bench


async def test_commands_are_registered_again_only_if_they_differ(simcord_env: simcord.Env, bench: Bench) -> None:
    commands = RegisteredCommands(bench.sync, bench.client)
    assert await commands.resync() is None, "no server is served yet"
    guild = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    assert await commands.resync() is False
    await bench.client.http.bulk_upsert_guild_commands(bench.client.application_id or 0, guild.id, [])
    assert await commands.resync() is True
    assert await commands.resync() is False


async def test_what_discord_refuses_is_said_in_its_words(simcord_env: simcord.Env, bench: Bench) -> None:
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    simcord_env.inject_error("GET", "/applications/*/guilds/*/commands", status=403, code=50001, times=1)
    with pytest.raises(NotRepaired, match=r"invite it again with applications\.commands"):
        await RegisteredCommands(bench.sync, bench.client).resync()


async def test_members_are_counted_and_asked_for(simcord_env: simcord.Env, bench: Bench) -> None:
    counts = RoleCounts(bench.client, bench.rest)
    members = GuildMembers(bench.client, MemberListRequest(bench.client, bench.rest, counts))
    assert members.count() is None
    await members.refill()
    guild = simcord_env.create_guild(name="Age of Warfare")
    guild.add_member(simcord_env.create_user("emek"))
    await simcord_env.settle()
    known, total = members.count() or (0, 0)
    assert (known, members.whole) == (total, True)
    assert bench.client.guild is not None
    bench.client.guild._members.popitem()
    bench.client.members.doubt(guild.id)
    assert (members.count(), members.whole) == ((total - 1, total), False)
    await members.refill()
    assert (members.count(), members.whole) == ((total, total), True)


async def test_without_a_session_the_gateway_is_not_silent_and_cannot_be_closed(bench: Bench) -> None:
    gateway = ClientGateway(bench.client)
    assert gateway.silent_for() is None
