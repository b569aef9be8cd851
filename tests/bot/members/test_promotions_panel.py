from datetime import timedelta

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from ignis.bot.replies.reply import ReplyOutcome
from ignis.bot.services import Services
from ignis.domain.members.change import Actor
from ignis.domain.members.profile import Subject
from tests.bot.conftest import NOON, Bench
from tests.support.servers.server import Server, buttons, press, said, shown

SINCE = f"<t:{int(NOON.timestamp())}:R>"


async def give(services: Services, who: MemberActor, points: int) -> None:
    """Points from long ago, so that the clock of the bench is later."""
    subject = Subject(who.id, ("Aspirants",), None)
    await services.points.add(Actor(1), subject, points, "patrol", at=NOON)


async def listed(server: Server, by: MemberActor | None = None) -> InteractionResult:
    return await (by or server.officer).slash(server.channel, "promotions")


@pytest.fixture(autouse=True)
def later(bench: Bench) -> None:
    bench.clock.time += timedelta(days=3)


async def test_no_member_waits(server: Server) -> None:
    assert said(await listed(server)) == "### Ready for promotion\nNobody is waiting."


async def test_who_is_ready_for_what_and_since_when(server: Server, services: Services) -> None:
    await give(services, server.recruit, 25)
    assert said(await listed(server)) == (
        "### Ready for promotion\n**Molok** · Initiate → **Brother**\n"
        f"✔ Points: 25 / 20 · ready {SINCE}\n✖ Trial of Fire"
    )
    await services.ranks.set(Actor(1), Subject(server.recruit.id, (), None), "Brother", "by decree", at=NOON)
    await give(services, server.recruit, 50)
    assert said(await listed(server)).endswith(
        f"**Molok** · Brother → **Captain**\n✔ Points: 75 / 70 · ready {SINCE}\n🔒 handpicked by the officers"
    )


async def test_approval_gives_rank_and_role(server: Server, services: Services, bench: Bench) -> None:
    await give(services, server.recruit, 25)
    panel = await listed(server)
    answer = await press(server.officer, panel, "Approve")
    assert (await server.stored(server.recruit)).rank == "Brother"
    # there was no role for Initiate, so the one before it is taken only now
    reply = "✔ Molok is Brother now\nRole Brothers given, Aspirants taken"
    assert shown(panel) == f"{reply}\n### Ready for promotion\nNobody is waiting."
    assert not answer.followups
    assert server.held(server.recruit) == {"Brothers"}
    assert {entry.reason for entry in server.guild.audit_log()} == {f"Ignis: rank changed by {server.officer.id}"}
    assert bench.outcomes[-1] == ("button approve", ReplyOutcome.DIRECT)


async def test_a_declined_member_is_listed_again_when_the_points_rise(server: Server, services: Services) -> None:
    await give(services, server.recruit, 25)
    panel = await listed(server)
    await press(server.officer, panel, "Decline")
    assert shown(panel).startswith("✖ Molok does not become Brother for now")
    assert "Nobody is waiting." in said(await listed(server))
    assert (await server.stored(server.recruit)).rank == "Initiate"
    await give(services, server.recruit, 1)
    assert "**Molok**" in said(await listed(server))


async def test_of_two_officers_the_second_one_learns_it(server: Server, services: Services) -> None:
    await give(services, server.recruit, 25)
    second = server.join("Numeon", "Legion Officer", "Captains")
    panels = await listed(server), await listed(server, second)
    await press(server.officer, panels[0], "Approve")
    answer = await press(second, panels[1], "Approve")
    assert said(answer) == "Somebody was faster: this member is now Brother. Nothing was changed."
    assert "**Molok**" in shown(panels[1])


async def test_who_presses_again_learns_that_it_was_their_own_order(server: Server, services: Services) -> None:
    """As after a kill between the order and its answer: the panel still shows the member."""
    await give(services, server.recruit, 25)
    panels = await listed(server), await listed(server)
    await press(server.officer, panels[0], "Approve")
    answer = await press(server.officer, panels[1], "Approve")
    assert said(answer) == "It was you: this member is now Brother. Nothing was done a second time."
    await give(services, server.recruit, 50)
    panels = await listed(server, server.admin), await listed(server, server.admin)
    await press(server.admin, panels[0], "Decline")
    answer = await press(server.admin, panels[1], "Approve")
    assert said(answer) == "It was you who declined the promotion to Captain. Nothing was done a second time."


@pytest.mark.parametrize("label", ["Approve", "Decline"])
async def test_every_press_checks_the_officer_again(server: Server, services: Services, label: str) -> None:
    await give(services, server.recruit, 25)
    panel = await listed(server)
    server.env.backend.remove_member_role(server.guild.id, server.officer.id, server.roles["Legion Officer"].id)
    answer = await press(server.officer, panel, label)
    assert said(answer) == "Only the legion's officers may do this."
    assert (await server.stored(server.recruit)).rank == "Initiate"


async def test_officers_promote_neither_themselves_nor_members_above_them(server: Server, services: Services) -> None:
    for who, reply in (
        (server.officer, "You cannot change your own record. Ask another officer."),
        (server.admin, "This member ranks as high as you, or higher."),
    ):
        await give(services, who, 25)
        panel = await listed(server)
        answer = await press(server.officer, panel, "Approve", nth=-1)
        assert said(answer) == reply
        assert (await server.stored(who)).rank == "Initiate"


async def test_officers_approve_no_rank_as_high_as_their_own(server: Server, services: Services) -> None:
    await services.ranks.set(Actor(1), Subject(server.recruit.id, (), None), "Brother", "by decree", at=NOON)
    await give(services, server.recruit, 75)
    panel = await listed(server)
    assert said(await press(server.officer, panel, "Approve")).startswith("Captain is as high as your own rank")
    assert (await server.stored(server.recruit)).rank == "Brother"
    await press(server.admin, await listed(server, server.admin), "Approve")
    assert (await server.stored(server.recruit)).rank == "Captain"


async def test_members_who_have_left_are_not_listed_and_cannot_be_promoted(server: Server, services: Services) -> None:
    await give(services, server.recruit, 25)
    panel = await listed(server)
    server.env.backend.remove_member(server.guild.id, server.recruit.id)
    await server.env.settle()
    answer = await press(server.officer, panel, "Approve")
    assert said(answer) == "That is not a member of this server."
    assert "Nobody is waiting." in said(await listed(server))


async def test_many_are_paged(server: Server, services: Services) -> None:
    for number in range(12):
        await give(services, server.join(f"Recruit{number}", "Aspirants"), 25)
    panel = await listed(server)
    assert said(panel).endswith("-# Page 1 of 3")
    assert len([name for name in buttons(panel).values() if name == "Approve"]) == 5
    await press(server.officer, panel, "Next")
    assert shown(panel).endswith("-# Page 2 of 3")
    await press(server.officer, panel, "Approve")
    assert shown(panel).startswith("✔ Recruit5 is Brother now")
    assert shown(panel).endswith("-# Page 2 of 3")


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server, services: Services) -> None:
    await give(services, server.recruit, 25)
    panel = await listed(server)
    assert said(panel).startswith("### Prontos para promoção")
    await press(server.officer, panel, "Aprovar")
    assert shown(panel).startswith("✔ Molok agora é Brother\nCargo Brothers dado")
