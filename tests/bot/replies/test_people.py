"""What members are called in texts, also while the list of members is not whole."""

import discord
import pytest
import simcord

from ignis.bot.replies.people import MemberNames, member_on
from ignis.domain.refusals import Refusal, Refused
from tests.bot.conftest import Bench


@pytest.mark.parametrize("missing", [0, 40])
async def test_who_is_not_in_the_list_has_left_only_if_the_list_is_whole(
    simcord_env: simcord.Env, bench: Bench, missing: int
) -> None:
    handle = simcord_env.create_guild(name="Age of Warfare")
    user = simcord_env.create_user("vulkan", global_name="Vulkan")
    handle.add_member(user)
    await simcord_env.settle()
    guild = bench.client.get_guild(handle.id)
    assert guild is not None
    guild._member_count = len(guild.members) + missing
    names = MemberNames(guild, bench.texts.voice("en-US"))
    assert names.of(user.id) == "Vulkan"
    assert names.of(404) == ("<@404>" if missing else "former member")
    assert MemberNames(None, bench.texts.voice("en-US")).of(404) == "former member"


async def part_of_a_list(env: simcord.Env, bench: Bench) -> tuple[discord.Guild, int]:
    """A server of which the bot does not have everybody, as after a restart, and a member who is missing."""
    handle = env.create_guild(name="Age of Warfare")
    user = env.create_user("vulkan", global_name="Vulkan")
    handle.add_member(user)
    await env.settle()
    guild = bench.client.get_guild(handle.id)
    assert guild is not None
    missing = guild.get_member(user.id)
    assert missing is not None
    guild._remove_member(missing)
    assert not guild.chunked
    return guild, user.id


async def test_of_a_member_who_is_missing_in_the_list_discord_is_asked(simcord_env: simcord.Env, bench: Bench) -> None:
    guild, user_id = await part_of_a_list(simcord_env, bench)
    found = await member_on(guild, user_id)
    assert found is not None
    assert found.display_name == "Vulkan"
    assert await member_on(guild, 404) is None


async def test_who_is_missing_is_not_said_to_have_left_when_discord_does_not_tell(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    guild, user_id = await part_of_a_list(simcord_env, bench)
    simcord_env.inject_error("GET", "/guilds/*/members/*", status=403, code=50001, times=1)
    with pytest.raises(Refused) as refused:
        await member_on(guild, user_id)
    assert refused.value.code is Refusal.LIST_NOT_WHOLE


async def test_of_a_whole_list_nobody_is_asked(simcord_env: simcord.Env, bench: Bench) -> None:
    handle = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    guild = bench.client.get_guild(handle.id)
    assert guild is not None
    simcord_env.inject_error("GET", "/guilds/*/members/*", status=403, code=50001, times=1)
    assert await member_on(guild, 404) is None
