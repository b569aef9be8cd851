import discord
import pytest
from hypothesis import given, strategies as st
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from ignis.bot.replies.options import suggestions
from tests.support.legion.small_legion import LEGION
from tests.support.servers.server import Server, said

HELD_TOO_HIGH = "{0} is as high as your own rank or above it. Only somebody above {0} hands it out."


async def promote(server: Server, rank: str, *, by: MemberActor | None = None) -> InteractionResult:
    options = {"member": server.recruit, "rank": rank, "reason": "by decree"}
    return await (by or server.officer).slash(server.channel, "rank set", **options)


def give_role(server: Server, name: str) -> None:
    server.env.backend.add_member_role(server.guild.id, server.recruit.id, server.roles[name].id)


async def test_the_role_follows_the_rank(server: Server) -> None:
    told = said(await promote(server, "brother"))
    assert told == "✔ Molok: Aspirant → Brother\nRole Brothers given, Aspirants taken"
    assert (await server.stored(server.recruit)).rank == "Brother"
    assert server.held(server.recruit) == {"Brothers"}


async def test_the_audit_log_names_the_officer(server: Server) -> None:
    await promote(server, "Brother")
    reasons = {entry.reason for entry in server.guild.audit_log()}
    assert reasons == {f"Ignis: rank changed by {server.officer.id}"}


async def test_other_roles_are_left_alone(server: Server) -> None:
    give_role(server, "Recruiter")
    await promote(server, "Brother")
    assert server.held(server.recruit) == {"Brothers", "Recruiter"}


async def test_whoever_holds_the_role_already_keeps_it_and_every_other_of_the_ladder_goes(server: Server) -> None:
    give_role(server, "Captains")
    assert (
        said(await promote(server, "Captain", by=server.admin)) == "The rank is Captain already.\nRole Aspirants taken"
    )
    assert server.held(server.recruit) == {"Captains"}
    give_role(server, "Aspirants")
    give_role(server, "Brothers")
    assert said(await promote(server, "Aspirant", by=server.admin)).endswith("Role Brothers, Captains taken")
    assert server.held(server.recruit) == {"Aspirants"}


async def test_a_swap_that_did_not_happen_is_made_good_by_setting_the_rank_again(server: Server) -> None:
    server.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=403, code=50013, message="Missing Permissions")
    await promote(server, "Brother")
    assert server.held(server.recruit) == {"Aspirants"}
    before = await server.stored(server.recruit)
    assert said(await promote(server, "Brother")) == (
        "The rank is Brother already.\nRole Brothers given, Aspirants taken"
    )
    assert server.held(server.recruit) == {"Brothers"}
    assert await server.stored(server.recruit) == before
    assert said(await promote(server, "Brother")) == "The rank is Brother already."
    history = said(await server.officer.slash(server.channel, "history", member=server.recruit))
    assert history.count("by decree") == 1


async def test_a_role_that_would_outrank_the_new_rank_goes_as_well(server: Server) -> None:
    """The highest role decides: if it stayed, the sync would take the rank back two seconds later."""
    await promote(server, "Brother", by=server.admin)
    give_role(server, "Primarch")
    await promote(server, "Captain", by=server.admin)
    assert server.held(server.recruit) == {"Captains"}


@pytest.mark.parametrize("rank", ["Warmaster", "@everyone"])
async def test_a_rank_that_does_not_exist(server: Server, rank: str) -> None:
    assert said(await promote(server, rank)).startswith("There is no rank called ")
    assert await server.members.find(server.recruit.id) is None


async def test_nobody_hands_out_a_rank_above_their_own(server: Server) -> None:
    """The officer is a captain; the role of staff, above that of captains, does not count."""
    for rank in ("Captain", "primarch"):
        assert said(await promote(server, rank)) == HELD_TOO_HIGH.format(rank.capitalize())
    assert await server.members.find(server.recruit.id) is None
    assert server.held(server.recruit) == {"Aspirants"}


async def test_a_role_above_the_bot_is_not_even_tried(server: Server) -> None:
    server.env.backend.edit_role(server.guild.id, server.roles["Brothers"].id, {"position": 50})
    options = {"member": server.recruit, "rank": "Brother", "reason": "by decree"}
    told = said(await server.admin.slash(server.channel, "rank set", **options))
    assert told == (
        "✔ Molok: Aspirant → Brother\n"
        "The roles stay as they are: Brothers stands above my own role, or is managed by an integration"
    )
    assert not [
        sent for sent in server.env.http_requests if "/roles/" in sent.path and sent.method in {"PUT", "DELETE"}
    ]
    assert (await server.stored(server.recruit)).rank == "Brother"


async def test_without_the_right_to_manage_roles_the_rank_is_changed_all_the_same(server: Server) -> None:
    mine = next(role for role in server.env.backend.get_guild(server.guild.id).roles.values() if role.managed)
    server.env.backend.edit_role(server.guild.id, mine.id, {"permissions": discord.Permissions.none().value})
    assert said(await promote(server, "Brother")).endswith("I may not manage roles here")
    assert server.held(server.recruit) == {"Aspirants"}


async def test_what_discord_refuses_is_said_in_one_line(server: Server) -> None:
    server.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=403, code=50013, message="Missing Permissions")
    told = said(await promote(server, "Brother"))
    assert told.endswith("The roles stay as they are: Discord did not let me give Brothers")
    assert (await server.stored(server.recruit)).rank == "Brother"
    assert server.held(server.recruit) == {"Aspirants"}


async def test_what_was_given_is_told_when_the_old_role_cannot_be_taken(server: Server) -> None:
    server.env.inject_error(
        "DELETE", "/guilds/*/members/*/roles/*", status=403, code=50013, message="Missing Permissions"
    )
    assert said(await promote(server, "Brother")) == (
        "✔ Molok: Aspirant → Brother\nRole Brothers given\n"
        "Discord did not let me take Aspirants: take it by hand, or set the rank again"
    )
    assert server.held(server.recruit) == {"Aspirants", "Brothers"}
    assert said(await promote(server, "Brother")) == "The rank is Brother already.\nRole Aspirants taken"


async def test_ranks_are_suggested_while_typing(server: Server) -> None:
    offered = await server.officer.autocomplete(server.channel, "rank set", "rank", "a")
    assert [choice["name"] for choice in offered] == ["Aspirant", "Initiate", "Captain", "Primarch"]


async def test_strangers_are_suggested_nothing(server: Server) -> None:
    await server.let(server.recruit, "rank")
    assert await server.recruit.autocomplete(server.channel, "rank set", "rank", "a") == []
    assert await server.officer.autocomplete(server.elsewhere, "rank set", "rank", "a") == []


@given(st.text(max_size=8), st.lists(st.text(min_size=1, max_size=100), max_size=60))
def test_suggestions_hold_what_was_typed_and_fit(typed: str, ranks: list[str]) -> None:
    found = suggestions(tuple(ranks), typed)
    assert len(found) <= 25
    assert all(typed.strip().casefold() in choice.name.casefold() for choice in found)
    assert [choice.value for choice in suggestions(LEGION.ranks, "")] == list(LEGION.ranks)
