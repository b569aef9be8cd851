"""Which members a session is told of, unasked and asked."""

from typing import Any

import discord
import pytest

from ignis.sandbox.simcord_bridge import MemberRequest, Simulation
from ignis.sandbox.world import SEED
from tests.sandbox.simcord_bridge.rig import MEMBER
from tests.sandbox.simcord_bridge.test_feed import Listener

EVERYBODY = {"guild_id": str(SEED.guild_id), "query": "", "limit": 0}
MEMBERS = discord.Intents(guilds=True, members=True)
PRESENCES = discord.Intents(guilds=True, members=True, presences=True)


def asked(simulation: Simulation, intents: discord.Intents = MEMBERS, **data: object) -> list[dict[str, Any]]:
    request = MemberRequest.read({"guild_id": str(SEED.guild_id)} | data)
    return simulation.feed(intents.value, Listener()).member_chunks(request)


def names(chunk: dict[str, Any]) -> set[str]:
    return {member["user"]["username"] for member in chunk["members"]}


def first(simulation: Simulation, intents: discord.Intents, large_threshold: int = 50) -> Any:
    listener = Listener()
    simulation.feed(intents.value, listener, large_threshold=large_threshold).feed(
        "GUILD_CREATE", simulation.servers.arrivals()[0][1]
    )
    ((_, guild),) = listener.events
    return guild


def test_without_presences_a_server_comes_with_the_bot_alone(simulation: Simulation) -> None:
    guild = first(simulation, MEMBERS)
    assert names(guild) == {"ignis"}
    assert (guild["member_count"], guild["large"]) == (len(SEED.members) + 1, False)


def test_with_presences_a_small_server_comes_whole_and_of_a_large_one_those_with_a_role_or_nickname(
    simulation: Simulation,
) -> None:
    user = simulation.backend.make_user("recruit")
    simulation.backend.add_member(SEED.guild_id, user.id)
    assert len(first(simulation, PRESENCES)["members"]) == len(SEED.members) + 2
    large = first(simulation, PRESENCES, large_threshold=20)
    assert large["large"]
    assert all(member["roles"] or member["nick"] for member in large["members"])
    assert "recruit" not in names(large)


def test_everybody_comes_in_a_chunk_with_the_nonce(simulation: Simulation) -> None:
    (chunk,) = asked(simulation, query="", limit=0, nonce="n")
    assert (len(chunk["members"]), chunk["chunk_index"], chunk["chunk_count"]) == (len(SEED.members) + 1, 0, 1)
    assert (chunk["nonce"], "not_found" in chunk, "presences" in chunk) == ("n", False, False)


def test_a_chunk_has_up_to_a_thousand(simulation: Simulation) -> None:
    for number in range(2000):
        user = simulation.backend.make_user(f"recruit{number}")
        simulation.backend.add_member(SEED.guild_id, user.id)
    parts = asked(simulation, query="", limit=0)
    assert [len(part["members"]) for part in parts] == [1000, 1000, len(SEED.members) + 1]
    assert [(part["chunk_index"], part["chunk_count"]) for part in parts] == [(0, 3), (1, 3), (2, 3)]
    (found,) = asked(simulation, query="recruit", limit=0)
    assert len(found["members"]) == 100, "a prefix finds a hundred at most"


def test_the_whole_list_needs_the_members_intent(simulation: Simulation) -> None:
    none = discord.Intents(guilds=True)
    assert asked(simulation, none, query="", limit=0) == []
    assert names(asked(simulation, none, query="cassian", limit=5)[0]) == {"cassian.dracos"}


def test_members_are_found_by_the_beginning_of_a_name(simulation: Simulation) -> None:
    assert names(asked(simulation, query="CASS", limit=5)[0]) == {"cassian.dracos"}
    assert names(asked(simulation, query="3. captain", limit=5)[0]) == {"cassian.dracos"}
    assert asked(simulation, query="nobody", limit=5)[0]["members"] == []


def test_ids_that_are_nobodys_are_told(simulation: Simulation) -> None:
    (chunk,) = asked(simulation, user_ids=[str(MEMBER), "7"])
    assert (names(chunk), chunk["not_found"]) == ({"cassian.dracos"}, ["7"])
    assert names(asked(simulation, user_ids=str(MEMBER))[0]) == {"cassian.dracos"}


def test_presences_need_their_intent(simulation: Simulation) -> None:
    assert "presences" not in asked(simulation, user_ids=[str(MEMBER)], presences=True)[0]
    (presence,) = asked(simulation, PRESENCES, user_ids=[str(MEMBER)], presences=True)[0]["presences"]
    assert presence["status"] == "offline"


def test_a_nonce_that_is_too_long_is_ignored(simulation: Simulation) -> None:
    assert "nonce" not in asked(simulation, user_ids=[str(MEMBER)], nonce="n" * 33)[0]


def test_a_server_that_the_bot_is_not_in_answers_nothing(simulation: Simulation) -> None:
    assert asked(simulation, guild_id="7", query="", limit=0) == []


@pytest.mark.parametrize(
    "data",
    [{}, {"guild_id": "everybody", "query": ""}, {"guild_id": ["1", "2"], "query": ""}, {"guild_id": "1"}],
)
def test_what_is_no_request(data: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        MemberRequest.read(data)
