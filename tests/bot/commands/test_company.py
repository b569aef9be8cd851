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
    assert said(await assign(server, 0)) == "✔ Molok: no company"
    assert (await server.stored(server.recruit)).company is None
    assert said(await assign(server, 0)) == "Molok: no company. Nothing was changed."


async def by_role(server: Server) -> InteractionResult:
    """Ends the assignment of a member who has the role of another company; the answer to that."""
    role = server.guild.create_role("3rd Battle Company")
    user = server.env.create_user("tushan", global_name="Tu'Shan")
    server.recruit = server.guild.add_member(user, roles=[server.roles["Brothers"], role])
    await server.env.settle()
    await server.admin.slash(server.channel, "config pin", name="3rd Battle Company", role=role)
    await assign(server, 5)
    return await assign(server, 0)


async def test_without_an_assigned_company_the_answer_says_which_role_decides(server: Server) -> None:
    decides = "no company is assigned; the role 3rd Battle Company decides"
    assert said(await by_role(server)) == f"✔ Tu'Shan: {decides}"
    assert said(await assign(server, 0)) == f"Tu'Shan: {decides}. Nothing was changed."


@pytest.mark.usefixtures("portuguese")
async def test_which_role_decides_is_said_in_the_readers_language(server: Server) -> None:
    decides = "nenhuma companhia está atribuída; o cargo 3rd Battle Company decide"
    assert said(await by_role(server)) == f"✔ Tu'Shan: {decides}"
    assert said(await assign(server, 0)) == f"Tu'Shan: {decides}. Nada foi alterado."


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
