"""A snapshot's basis is equal exactly when no member's plan can differ."""

from dataclasses import replace

import simcord

from ignis.bot.role_sync.guild_snapshot import take_snapshot
from ignis.domain.rules.role_ranks import RoleRanks
from tests.bot.conftest import Bench


async def test_it_knows_the_roles_below_the_bots_own_and_the_map_before(simcord_env: simcord.Env, bench: Bench) -> None:
    handle = simcord_env.create_guild(name="Age of Warfare")
    handle.create_role("Aspirants")
    await simcord_env.settle()
    guild, role_map = bench.client.get_guild(handle.id), bench.roles.planner._role_map.current
    assert guild is not None
    made = take_snapshot(guild, role_map)
    assert (made.guild_id, list(made.table.found)) == (guild.id, ["Aspirants"])
    assert made.basis == take_snapshot(guild, role_map).basis
    assert made.table.written.name_in("3. Old Captain Emek") is None
    earlier = replace(
        role_map.legion,
        role_ranks=RoleRanks({"Old Captain": "Captain"}, []),
        nicknames=replace(role_map.legion.nicknames, format="{prefix}. {group_rank} {roblox_username}"),
    )
    assert take_snapshot(guild, role_map, earlier=earlier).table.written.name_in("3. Old Captain Emek") == "Emek"
    handle.create_role("Captains")
    await simcord_env.settle()
    assert made.basis != take_snapshot(guild, role_map).basis
