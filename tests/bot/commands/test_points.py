from dataclasses import replace

import pytest

from ignis.domain.rules.ladder import Ladder, LadderStep, Path
from ignis.domain.rules.legion import Legion
from tests.support.legion.small_legion import LEGION
from tests.support.servers.server import Server, buttons, press, said


async def test_points_come_and_go_and_the_rank_stays(server: Server) -> None:
    add = await server.officer.slash(server.channel, "points add", member=server.recruit, amount=12, reason="patrol")
    assert said(add) == "✔ Molok: points +12, 12 now"
    taken = await server.officer.slash(server.channel, "points remove", member=server.recruit, amount=2, reason="late")
    assert said(taken) == "✔ Molok: points \u22122, 10 now"
    member = await server.stored(server.recruit)
    assert (member.points, member.rank) == (10, "Aspirant")


async def test_numbers_are_grouped(server: Server) -> None:
    add = await server.admin.slash(server.channel, "points add", member=server.officer, amount=10_000, reason="siege")
    assert said(add).startswith("✔ Cassian: points +10,000, 10,000 now")


async def test_no_total_falls_below_zero(server: Server) -> None:
    options = {"member": server.recruit, "amount": 5, "reason": "absence"}
    reply = said(await server.officer.slash(server.channel, "points remove", **options))
    assert reply == "That would leave less than zero: the total is 0."
    assert await server.members.find(server.recruit.id) is None


async def test_an_open_step_is_taken_and_reported(server: Server) -> None:
    """This server has no role for an Initiate. The reply says that, too, and the member keeps the old role."""
    options = {"member": server.recruit, "amount": 20, "reason": "patrol"}
    assert said(await server.officer.slash(server.channel, "points add", **options)) == (
        "✔ Molok: points +20, 20 now\n"
        "⬆ The points led to the next rank: Aspirant → Initiate\n"
        "The roles stay as they are: this server has no role for Initiate"
    )
    assert (await server.stored(server.recruit)).rank == "Initiate"
    assert server.held(server.recruit) == {"Aspirants"}


async def test_a_name_neither_pings_nor_formats(server: Server) -> None:
    trickster = server.guild.add_member(server.env.create_user("trickster"), nick="**@everyone** `x`")
    add = await server.officer.slash(server.channel, "points add", member=trickster, amount=1, reason="patrol")
    assert said(add) == "✔ \\*\\*@\u200beveryone\\*\\* \\`x\\`: points +1, 1 now"


class TestOpenStepsToAnOfficersOwnRank:
    """A gate to Brother, and from there points alone lead to Captain: as high as the officer."""

    @pytest.fixture
    def legion(self) -> Legion:
        steps = (LadderStep("Aspirant", "Brother", 10, 20, handpicked=True), LadderStep("Brother", "Captain", 20, 30))
        return replace(LEGION, ladder=Ladder([Path("p", "P", steps, last_rank="Captain")]))

    async def test_points_earn_it_no_matter_which_officer_gives_them(self, server: Server) -> None:
        options = {"member": server.recruit, "reason": "by decree"}
        await server.officer.slash(server.channel, "rank set", rank="Brother", **options)
        reply = said(await server.officer.slash(server.channel, "points add", amount=20, **options))
        assert reply.endswith("Brother → Captain\nRole Captains given, Brothers taken")
        assert server.held(server.recruit) == {"Captains"}

    async def test_an_approval_that_ends_there_is_refused(self, server: Server) -> None:
        options = {"member": server.recruit, "amount": 20, "reason": "patrol"}
        await server.officer.slash(server.channel, "points add", **options)
        panel = await server.officer.slash(server.channel, "promotions")
        assert "Approve" in buttons(panel).values()
        assert said(await press(server.officer, panel, "Approve")).startswith("Captain is as high as your own rank")
        assert (await server.stored(server.recruit)).rank == "Aspirant"
        assert server.held(server.recruit) == {"Aspirants"}
