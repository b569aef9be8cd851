from typing import Any

import discord
import simcord

from ignis.bot.gateway.client import IgnisClient
from ignis.runtime.base.clock import SystemClock
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


async def test_the_members_of_a_strangers_server_are_not_asked_for(simcord_env: simcord.Env, bench: Bench) -> None:
    simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    stranger = simcord_env.create_guild(name="Stranger")
    simcord_env.backend.transcript.clear()
    bench.client._connection.parse_guild_create(
        {"id": "4711", "name": "Larger", "member_count": 99_000, "members": [], "roles": [], "channels": []}
    )
    await simcord_env.settle()
    found = bench.client.get_guild(4711)
    assert found is not None
    assert not found.chunked
    assert not bench.client._connection._chunk_requests
    assert bench.client.members.whole, "the one that is served"
    assert {4711, stranger.id} <= {guild.id for guild in bench.client.other_guilds}


class CountedArrivals:
    """Counts the arrivals, by server."""

    def __init__(self) -> None:
        self.guilds: list[int] = []

    async def arrive(self, guild: discord.Guild) -> None:
        self.guilds.append(guild.id)


class Heard:
    """Listens to everything that a server's people and its administrators do."""

    EVENTS = ("member_join", "member_update", "guild_role_create", "guild_role_update", "guild_update")

    def __init__(self, client: IgnisClient) -> None:
        self.of: list[int] = []
        for event in self.EVENTS:
            client.listen(event, self.hear)

    def hear(self, *what: Any) -> None:
        self.of.append(what[-1].id if isinstance(what[-1], discord.Guild) else what[-1].guild.id)


async def test_a_strangers_server_joins_and_the_first_is_served_on(simcord_env: simcord.Env, bench: Bench) -> None:
    arrivals, heard = CountedArrivals(), Heard(bench.client)
    bench.client.on_arrival(arrivals)
    first = simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    stranger = simcord_env.create_guild(name="Stranger")
    await simcord_env.settle()
    role = stranger.create_role("Primarch", permissions=discord.Permissions(administrator=True))
    stranger.add_member(simcord_env.create_user("intruder"), roles=[role])
    await simcord_env.settle()
    assert (bench.client.served.guild_id, bench.client.served.problem) == (first.id, None)
    assert set(arrivals.guilds) == {first.id}
    assert len(arrivals.guilds) == 1, "nothing is gone through again because of a stranger"
    assert stranger.id not in heard.of
    assert [guild.id for guild in bench.client.other_guilds] == [stranger.id]
    first.create_role("Captains")
    await simcord_env.settle()
    assert first.id in heard.of


async def test_after_a_restart_the_remembered_server_is_served(simcord_env: simcord.Env, bench: Bench) -> None:
    stranger, first = simcord_env.create_guild(name="Stranger"), simcord_env.create_guild(name="Age of Warfare")
    await simcord_env.settle()
    restarted = bench.client
    restarted.remembered_guild = first.id
    await restarted.on_ready()
    assert restarted.served.guild_id == first.id
    assert [guild.id for guild in restarted.other_guilds] == [stranger.id]


async def test_an_event_before_any_server_is_served_reaches_no_listener(bench: Bench) -> None:
    client, heard = IgnisClient(bench.log, SystemClock()), list[object]()
    client.listen("member_join", heard.append)
    client.listen("socket_event_type", heard.append)

    class Joined:
        guild = discord.Object(7)

    client.dispatch("member_join", Joined())
    client.dispatch("socket_event_type", "GUILD_MEMBER_ADD")
    assert heard == ["GUILD_MEMBER_ADD"]
