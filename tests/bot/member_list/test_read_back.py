"""Members are read back by REST; what the gateway never told is counted and told, and the list asked for anew."""

import discord
import simcord

from tests.bot.conftest import Bench


async def served(env: simcord.Env, bench: Bench) -> discord.Guild:
    made = env.create_guild(name="Age of Warfare")
    for number in range(3):
        made.add_member(env.create_user(f"member{number}"), nick=f"{number}")
    await env.settle()
    guild = bench.client.guild
    assert guild is not None
    assert bench.client.members.whole
    return guild


def stale(guild: discord.Guild, number: int) -> discord.Member:
    """The gateway never told of this member's last change."""
    member = next(member for member in guild.members if member.name == f"member{number}")
    member.nick = "as it was"
    return member


async def test_what_is_as_the_list_has_it_is_told_as_well(simcord_env: simcord.Env, bench: Bench) -> None:
    await bench.read_back.look()
    assert bench.read_back.state()["last"] is None, "no server is served"
    await served(simcord_env, bench)
    await bench.read_back.look()
    last = bench.read_back.state()["last"]
    assert (last["members"], last["different"], last["counts"]) == (4, 0, "its counts of roles agree with the list")
    assert bench.read_back.state()["found_at"] is None


async def test_a_difference_is_counted_and_told_and_the_list_is_not_whole(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    guild = await served(simcord_env, bench)
    member = stale(guild, 1)
    await bench.read_back.look()
    state = bench.read_back.state()
    assert (state["last"]["different"], state["differences"]) == (1, 1)
    assert state["found_at"] == bench.clock.now().isoformat()
    assert not bench.client.members.whole
    assert bench.roles.follow_up.lost == 1
    (line,) = [line for line in bench.lines if line["event"] == "the list of members is not what Discord has"]
    assert (line["members"], line["level"]) == ([member.id], "warning")
    await bench.read_back.look()
    assert bench.read_back.state()["differences"] == 1, "while the list is not whole it is asked for anyway"


async def test_who_is_no_longer_on_the_server_is_a_difference(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = await served(simcord_env, bench)
    ghost = discord.Member._copy(stale(guild, 1))
    ghost._user = discord.Object(4711)  # type: ignore[assignment]
    guild._members.clear()
    guild._members[4711] = ghost
    guild._member_count = 1
    ghost._user.bot = False
    await bench.read_back.look()
    assert bench.read_back.state()["last"]["different"] == 1


async def test_where_discord_does_not_answer_nothing_is_found(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = await served(simcord_env, bench)
    stale(guild, 1)
    simcord_env.inject_error("GET", "/guilds/*/members/*", status=403, code=50001, times=9)
    await bench.read_back.look()
    last = bench.read_back.state()["last"]
    assert (last["members"], last["different"]) == (0, 0)
    assert bench.client.members.whole


async def test_counts_of_roles_that_the_list_lacks_are_a_difference(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = await served(simcord_env, bench)
    captains = await guild.create_role(name="Captains")
    for member in simcord_env.backend.get_guild(guild.id).members.values():
        member.role_ids = [*member.role_ids, captains.id]
    await bench.read_back.look()
    assert not bench.client.members.whole
    assert str(bench.read_back.state()["last"]["counts"]).startswith("Discord counts ")
