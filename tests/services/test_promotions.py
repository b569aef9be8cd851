"""Who waits for a promotion, and what an officer who may not give the rank cannot do."""

from dataclasses import replace

import pytest

from ignis.domain.members.member import Member
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.ladder import Ladder, LadderStep, Path
from ignis.services.promotions import Promotions
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.small_legion import LEGION, Rules
from tests.support.legion.staff import OFFICER, minutes

AT = minutes(0)


def promotions(store: FakeMembers, rules: Rules | None = None) -> Promotions:
    return Promotions(store, store, rules or Rules())


async def test_an_approval_that_is_not_permitted_changes_nothing() -> None:
    """What counts is the rank that it leads to in the end: beyond the gate the points take open steps."""
    steps = (LadderStep("Aspirant", "Brother", 10, 20, handpicked=True), LadderStep("Brother", "Captain", 20, 30))
    rules = Rules(replace(LEGION, ladder=Ladder([Path("p", "P", steps, last_rank="Captain")])))
    store = FakeMembers(Member(1, 25, "Aspirant", "p"))
    with pytest.raises(Refused) as caught:
        await promotions(store, rules).approve(OFFICER, 1, "Brother", grantable={"Brother"}, at=AT)
    assert caught.value.code is Refusal.RANK_TOO_HIGH
    assert caught.value.params == {"rank": "Captain"}
    assert await store.find(1) == Member(1, 25, "Aspirant", "p")
    assert not store.entries


async def test_members_with_the_points_for_a_gated_step_wait() -> None:
    store = FakeMembers(
        Member(1, 19, "Initiate", "recruits"),
        Member(2, 20, "Initiate", "recruits"),
        Member(3, 90, "Aspirant", "recruits"),  # its next step is open
        Member(4, 70, "bROTHER", "brothers"),  # as an earlier role map spelled it
        Member(5, 20, "Initiate", "recruits", declined="Brother"),
        Member(6, 999, "Primarch", None),  # off the ladder
    )
    ready = await promotions(store).ready()
    assert [(each.user_id, each.rank, each.next.rank) for each in ready] == [
        (2, "Initiate", "Brother"),
        (4, "Brother", "Captain"),
    ]


async def test_an_edited_ladder_is_in_force_at_once() -> None:
    rules, store = Rules(), FakeMembers(Member(1, 15, "Initiate", "recruits"))
    listed = promotions(store, rules)
    assert await listed.ready() == ()
    steps = (LadderStep("Initiate", "Brother", 15, 35, handpicked=True),)
    rules.legion = replace(LEGION, ladder=Ladder([Path("p", "P", steps, last_rank="Brother")]))
    assert [each.user_id for each in await listed.ready()] == [1]


async def test_what_is_approved_or_declined_is_stored() -> None:
    store = FakeMembers(Member(1, 20, "Initiate", "recruits"), Member(2, 20, "Initiate", "recruits"))
    service = promotions(store)
    approved = await service.approve(OFFICER, 1, "Brother", grantable=LEGION.ranks, at=AT)
    declined = await service.decline(OFFICER, 2, "Brother", at=AT)
    assert await store.find(1) == approved.after
    assert await store.find(2) == declined.after
    assert [each.user_id for each in await service.ready()] == []
