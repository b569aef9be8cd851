import discord
import simcord

from tests.bot.conftest import Bench


async def test_arrivals_run_in_order_and_the_bot_is_preparing_meanwhile(simcord_env: simcord.Env, bench: Bench) -> None:
    seen: list[tuple[str, bool, bool]] = []

    class LastArrival:
        async def arrive(self, guild: discord.Guild) -> None:
            seen.append((guild.name, bench.client.preparing, bench.sync.problem is None))

    bench.client.on_arrival(LastArrival())
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    assert seen == [("Age of Warfare", True, True)], "the commands were synced before"
    assert not bench.client.preparing


async def test_members_are_all_in_the_cache(simcord_env: simcord.Env, bench: Bench) -> None:
    guild = simcord_env.create_guild(name="Age of Warfare")
    for number in range(5):
        guild.add_member(simcord_env.create_user(f"member{number}"))
    await simcord_env.settle()
    assert bench.client.guild is not None
    assert {f"member{number}" for number in range(5)} <= {member.name for member in bench.client.guild.members}


async def test_no_mention_pings_and_only_the_needed_intents_are_requested(bench: Bench) -> None:
    mentions = bench.client.allowed_mentions
    assert mentions is not None
    assert not any((mentions.everyone, mentions.users, mentions.roles, mentions.replied_user))
    assert bench.client.intents == discord.Intents(guilds=True, members=True, moderation=True)


async def test_without_a_server_it_says_so_and_serves_the_next_one(simcord_env: simcord.Env, bench: Bench) -> None:
    await simcord_env.settle()
    assert bench.client.guild is None
    assert "invite it with" in (bench.client.served.problem or "")
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    assert bench.client.guild is not None
