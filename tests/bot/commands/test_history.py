from datetime import UTC, datetime

import pytest

from ignis.bot.services import Services
from ignis.domain.members.change import Actor
from ignis.domain.members.member import StudKind
from ignis.domain.members.profile import Subject
from tests.bot.conftest import NOON
from tests.support.servers.server import Server, buttons, press, said, shown

AT = f"<t:{int(NOON.timestamp())}:f>"


async def test_everything_that_happened_newest_first(server: Server, services: Services) -> None:
    officer, molok = Actor(server.officer.id), Subject(server.recruit.id, ("Aspirants",), None)
    await services.points.add(officer, molok, 25, "patrol", at=NOON)
    await services.points.remove(officer, molok, 2, "late", at=NOON)
    await services.studs.add(officer, molok, StudKind.GOLD, 1, "service", at=NOON)
    await services.companies.set(officer, molok, 2, "transfer", at=NOON)
    await services.ranks.set(officer, molok, "Captain", "by decree", at=NOON)
    assert said(await server.officer.slash(server.channel, "history", member=server.recruit)) == "\n".join(
        [
            "### History of Molok",
            f"{AT} · rank Initiate → **Captain** · by Cassian",
            "> by decree",
            f"{AT} · company none → **2nd Battle Company** · by Cassian",
            "> transfer",
            f"{AT} · gold studs **+1**, 1 in all · by Cassian",
            "> service",
            f"{AT} · points **\u22122**, 23 in all · by Cassian",
            "> late",
            f"{AT} · rank by points Aspirant → **Initiate**",
            f"{AT} · points **+25**, 25 in all · by Cassian",
            "> patrol",
        ]
    )


async def test_nothing_yet(server: Server) -> None:
    told = said(await server.officer.slash(server.channel, "history", member=server.recruit))
    assert told == "### History of Molok\nNothing has happened yet."


async def test_pages_follow_each_other_without_gap(server: Server, services: Services) -> None:
    actor, molok = Actor(1), Subject(server.recruit.id, (), None)
    for number in range(1, 13):
        await services.studs.add(
            actor, molok, StudKind.SILVER, number, f"deed {number}", at=datetime(2026, 1, number, tzinfo=UTC)
        )
    panel = await server.officer.slash(server.channel, "history", member=server.recruit)
    assert "deed 12" in said(panel)
    assert "> deed 2" not in said(panel).splitlines()
    assert "by former member" in said(panel)
    await press(server.officer, panel, "Older")
    assert [line for line in shown(panel).splitlines() if line.startswith(">")] == ["> deed 2", "> deed 1"]
    assert set(buttons(panel).values()) == {"Newest"}
    await press(server.officer, panel, "Newest")
    assert "deed 12" in shown(panel)


async def test_long_lines_make_shorter_pages_and_none_is_lost(server: Server, services: Services) -> None:
    actor, molok = Actor(1), Subject(server.recruit.id, (), None)
    for _ in range(15):
        await services.studs.add(actor, molok, StudKind.GOLD, 1, "*" * 200, at=NOON)
    panel = await server.officer.slash(server.channel, "history", member=server.recruit)
    seen = shown(panel).count("gold studs")
    assert seen < 10
    while "Older" in buttons(panel).values():
        await press(server.officer, panel, "Older")
        seen += shown(panel).count("gold studs")
    assert seen == 15


async def test_members_see_their_own_alone(server: Server, services: Services) -> None:
    """With the button of their card; the command itself is for staff."""
    await services.points.add(Actor(1), Subject(server.recruit.id, (), None), 7, "patrol", at=NOON)
    card = await server.recruit.slash(server.channel, "userinfo")
    assert "points **+7**" in said(await press(server.recruit, card, "History"))
    other = server.join("Tu'Shan", "Brothers")
    told = said(await press(other, card, "History"))
    assert told == "Only the legion's officers may do this."
    assert "points **+7**" in said(await press(server.officer, card, "History"))


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server, services: Services) -> None:
    await services.points.add(Actor(server.officer.id), Subject(server.recruit.id, (), None), 7, "patrulha", at=NOON)
    told = said(await server.officer.slash(server.channel, "history", member=server.recruit))
    assert told == f"### Histórico de Molok\n{AT} · pontos **+7**, 7 no total · por Cassian\n> patrulha"
