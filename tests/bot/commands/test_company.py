import pytest
from simcord.results import InteractionResult

from ignis.bot.commands.company import suggestions
from ignis.bot.replies.options import MOST_CHOICES
from ignis.bot.texts import load_texts
from ignis.domain.rules.company import Companies
from tests.support.servers.server import Server, said


async def assign(server: Server, number: int) -> InteractionResult:
    options = {"member": server.recruit, "company": number, "reason": "transfer"}
    return await server.officer.slash(server.channel, "company set", **options)


async def test_a_company_is_set_and_removed_again(server: Server) -> None:
    assert said(await assign(server, 3)) == "✔ Molok: company 3rd Battle Company"
    assert (await server.stored(server.recruit)).company == 3
    assert said(await assign(server, 3)) == "That is already the member's company."
    assert said(await assign(server, 0)) == "✔ Molok: company none"
    assert (await server.stored(server.recruit)).company is None


async def test_a_company_that_does_not_exist(server: Server) -> None:
    assert said(await assign(server, 11)) == "There is no company 11. Companies go from 1 to 10."
    assert await server.members.find(server.recruit.id) is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("1", {"1st Battle Company": 1, "10th Battle Company": 10}), ("0", {"none": 0}), ("x", {})],
)
async def test_companies_are_suggested_while_typing(server: Server, typed: str, offered: dict[str, int]) -> None:
    found = await server.officer.autocomplete(server.channel, "company set", "company", typed)
    assert {choice["name"]: choice["value"] for choice in found} == offered


@pytest.mark.usefixtures("portuguese")
async def test_none_is_suggested_in_the_readers_language(server: Server) -> None:
    found = await server.officer.autocomplete(server.channel, "company set", "company", "")
    assert found[0] == {"name": "nenhuma", "value": 0}


def test_no_more_is_suggested_than_discord_takes() -> None:
    assert len(suggestions(Companies(1, 900), "", load_texts().voice("en"))) == MOST_CHOICES
