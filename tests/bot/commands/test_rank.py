import pytest
from hypothesis import given, strategies as st
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from ignis.bot.replies.options import suggestions
from tests.support.legion.small_legion import LEGION
from tests.support.servers.server import Server, said

HELD_TOO_HIGH = "{0} is as high as your own rank, or higher. Only somebody above {0} can give it."


async def promote(server: Server, rank: str, *, by: MemberActor | None = None) -> InteractionResult:
    options = {"member": server.recruit, "rank": rank, "reason": "by decree"}
    return await (by or server.officer).slash(server.channel, "rank set", **options)


async def test_the_rank_is_stored_in_its_own_spelling(server: Server) -> None:
    reply = said(await promote(server, " brOTHER "))
    assert reply.splitlines()[0] == "✔ Molok: Aspirant → Brother"
    assert (await server.stored(server.recruit)).rank == "Brother"


async def test_a_rank_off_the_ladder(server: Server) -> None:
    assert said(await promote(server, "Primarch", by=server.admin)).startswith("✔ Molok: Aspirant → Primarch")
    member = await server.stored(server.recruit)
    assert (member.rank, member.path) == ("Primarch", None)


@pytest.mark.parametrize("rank", ["Warmaster", "@everyone"])
async def test_a_rank_that_does_not_exist(server: Server, rank: str) -> None:
    assert said(await promote(server, rank)).startswith("There is no rank called ")
    assert await server.members.find(server.recruit.id) is None


async def test_officers_give_no_rank_above_their_own(server: Server) -> None:
    """The officer is a captain; the role of staff, above that of captains, does not count."""
    for rank in ("Captain", "primarch"):
        assert said(await promote(server, rank)) == HELD_TOO_HIGH.format(rank.capitalize())
    assert await server.members.find(server.recruit.id) is None
    assert server.held(server.recruit) == {"Aspirants"}


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
