"""Discord's counts of roles, as a witness for the list."""

import simcord

from ignis.bot.member_list.role_counts import RoleCounts, compare
from tests.bot.conftest import Bench


async def test_roles_of_which_the_list_has_far_fewer_members_are_named_worst_first(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    made = simcord_env.create_guild(name="Age of Warfare")
    captains, brothers = made.create_role("Captains"), made.create_role("Brothers")
    for number in range(4):
        made.add_member(
            simcord_env.create_user(f"member{number}"), roles=[captains] if number else [captains, brothers]
        )
    await simcord_env.settle()
    guild = bench.client.guild
    assert guild is not None
    agrees = compare(guild, {str(captains.id): 4, str(brothers.id): 2, "12": 99, "x": 99, str(guild.id): "many"})
    assert (list(agrees.lacking), str(agrees)) == ([], "its counts of roles agree with the list")
    lacks = compare(guild, {str(captains.id): 7, str(brothers.id): 40})
    assert [(role.name, role.known, role.total) for role in lacks.lacking] == [("Brothers", 1, 40), ("Captains", 4, 7)]
    assert str(lacks) == "Discord counts 40 members with the role Brothers, the list has 1"


async def test_a_refusal_is_no_comparison(simcord_env: simcord.Env, bench: Bench) -> None:
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    guild = bench.client.guild
    assert guild is not None
    simcord_env.inject_error("GET", "/guilds/*/roles/member-counts", status=403, code=50001, times=1)
    assert await RoleCounts(bench.client, bench.rest).ask(guild) is None
