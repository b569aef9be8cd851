import pytest
from simcord.results import InteractionResult

from ignis.bot.services import Services
from ignis.domain.members.change import Actor
from ignis.domain.members.profile import Subject
from tests.bot.conftest import NOON
from tests.support.servers.config_command import config
from tests.support.servers.server import Server, buttons, press, said, shown


async def points(services: Services, user_id: int, amount: int) -> None:
    await services.points.add(Actor(1), Subject(user_id, (), None), amount, "patrol", at=NOON)


async def board(server: Server, **options: int) -> InteractionResult:
    result = await server.recruit.slash(server.channel, "leaderboard", **options)
    assert result.response is not None
    return result


async def test_all_members_see_the_best_first_and_equal_points_on_one_place(server: Server, services: Services) -> None:
    for who, amount in ((server.recruit, 5), (server.officer, 1_200), (server.admin, 5)):
        await points(services, who.id, amount)
    await points(services, 99, 7)  # has left
    result = await board(server)
    assert result.response is not None
    assert not result.response.ephemeral
    assert shown(result).splitlines() == [
        "### Leaderboard",
        "**1.** Cassian · **1,200** · Initiate",
        "**2.** Vulkan · **5** · Aspirant",
        "**2.** Molok · **5** · Aspirant",
        "-# Page 1 of 1 · 3 members",
    ]
    assert buttons(result) == {}


async def test_no_member_has_points(server: Server) -> None:
    assert shown(await board(server)).splitlines() == [
        "### Leaderboard",
        "Nobody has points yet.",
        "-# Page 1 of 1 · 0 members",
    ]


async def test_a_company_is_known_by_assignment_or_role(server: Server, services: Services) -> None:
    company = server.guild.create_role("2nd Battle Company")
    await config(server, "pin", name=company.name, role=company)  # nobody had that name before
    named = server.guild.add_member(server.env.create_user("adrax"), roles=[company])
    await points(services, named.id, 9)
    await points(services, server.recruit.id, 5)
    await points(services, server.officer.id, 3)
    await services.companies.set(Actor(1), Subject(server.officer.id, (), None), 2, "transfer", at=NOON)
    assert shown(await board(server, company=2)).splitlines() == [
        "### Leaderboard · 2nd Battle Company",
        "**1.** adrax · **9** · Aspirant",
        "**2.** Cassian · **3** · Aspirant",
        "-# Page 1 of 1 · 2 members",
    ]


async def test_a_company_that_does_not_exist(server: Server) -> None:
    assert said(await board(server, company=11)) == "There is no company 11. Companies go from 1 to 10."


async def test_every_reader_can_turn_the_pages(server: Server, services: Services) -> None:
    for number in range(1, 24):
        await points(services, server.join(f"Brother {number}").id, number)
    result = await board(server)
    assert shown(result).endswith("-# Page 1 of 3 · 23 members")
    assert set(buttons(result).values()) == {"Next"}
    await press(server.officer, result, "Next")
    assert "**11.**" in shown(result)
    await press(server.recruit, result, "Next")
    assert "**23.**" in shown(result)
    assert set(buttons(result).values()) == {"Previous"}
    await press(server.recruit, result, "Previous")
    assert shown(result).endswith("-# Page 2 of 3 · 23 members")


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server, services: Services) -> None:
    await points(services, server.officer.id, 1_200)
    assert shown(await board(server)).splitlines() == [
        "### Classificação",
        "**1.** Cassian · **1.200** · Initiate",
        "-# Página 1 de 1 · 1 membro",
    ]


@pytest.mark.usefixtures("portuguese")
async def test_it_stays_in_the_language_it_was_asked_for_in(
    server: Server, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 24):
        await points(services, server.join(f"brother{number}").id, number)
    result = await board(server)
    monkeypatch.undo()  # the reader who turns the pages reads English
    await press(server.officer, result, "Próxima")
    assert shown(result).endswith("-# Página 2 de 3 · 23 membros")
    await press(server.officer, result, "Anterior")
    assert shown(result).endswith("-# Página 1 de 3 · 23 membros")
