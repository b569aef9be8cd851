"""What the reading of names relies on inside discord.py."""

import simcord

from ignis.bot.names.internals import unsorted_roles
from tests.bot.conftest import Bench


async def test_the_roles_are_those_of_the_server_without_the_one_of_everybody(
    simcord_env: simcord.Env, bench: Bench
) -> None:
    made = simcord_env.create_guild(name="Age of Warfare")
    made.create_role("Captains")
    await simcord_env.settle()
    guild = bench.client.get_guild(made.id)
    assert guild is not None
    assert sorted(unsorted_roles(guild)) == [role for role in guild.roles if not role.is_default()]
    assert "Captains" in {role.name for role in unsorted_roles(guild)}
