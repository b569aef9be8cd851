"""What members are called in texts, also while the list of members is not whole."""

import pytest
import simcord

from ignis.bot.replies.people import MemberNames
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
