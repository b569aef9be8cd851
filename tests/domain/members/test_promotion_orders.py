"""What an officer decides about a member who waits for a promotion."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ignis.domain.members.change import Action, Actor, Change
from ignis.domain.members.member import Member
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.promotion_orders import ApprovePromotion, DeclinePromotion, is_declined
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberOrder
from tests.support.legion.small_legion import LEGION, OPEN_STEPS

NOTE = OrderNote(Actor(9), None, datetime(2026, 1, 1, 12, tzinfo=UTC))
ASPIRANT = Member(1, 10, "Aspirant", "recruits")
INITIATE = Member(1, 20, "Initiate", "recruits")
BROTHER = Member(1, 70, "Brother", "brothers")


def approve(rank: str, legion: Legion = LEGION) -> ApprovePromotion:
    return ApprovePromotion(legion, rank, legion.ranks, NOTE)


def decline(rank: str) -> DeclinePromotion:
    return DeclinePromotion(LEGION, rank, NOTE)


def refusal(order: MemberOrder, stored: Member | None) -> tuple[Refusal, dict[str, str | int]]:
    with pytest.raises(Refused) as caught:
        order.decide(stored)
    return caught.value.code, dict(caught.value.params)


def entries(change: Change) -> list[tuple[object, ...]]:
    return [(entry.action, entry.actor_id, entry.before, entry.after, entry.reason) for entry in change.entries]


def test_an_approval_takes_the_gated_step() -> None:
    change = approve("BROTHER").decide(INITIATE)
    assert (change.after.rank, change.after.path) == ("Brother", "brothers")
    assert entries(change) == [(Action.APPROVED, 9, "Initiate", "Brother", None)]


def test_an_approval_takes_the_open_steps_beyond_the_gate() -> None:
    change = approve("Captain", OPEN_STEPS).decide(Member(1, 45, "Brother", "p"))
    assert [entry.action for entry in change.entries] == [Action.APPROVED, Action.PROMOTED]
    assert (change.promoted, change.after.rank) == (("Master",), "Master")


def test_what_counts_is_whether_the_officer_may_give_the_rank_in_the_end() -> None:
    """Captain, the next rank, is the officer's to give. Master, where the points lead from there, is not."""
    waiting = Member(1, 45, "Brother", "p")
    order = ApprovePromotion(OPEN_STEPS, "Captain", {"Brother", "Captain"}, NOTE)
    assert refusal(order, waiting) == (Refusal.RANK_TOO_HIGH, {"rank": "Master"})
    assert order.decide(replace(waiting, points=30)).after.rank == "Captain"
    only_the_last = ApprovePromotion(OPEN_STEPS, "Captain", {"Master"}, NOTE)
    assert only_the_last.decide(waiting).after.rank == "Master"


@pytest.mark.parametrize("order", [approve("Brother"), decline("Brother")], ids=["approve", "decline"])
def test_what_is_no_longer_due_is_refused(order: MemberOrder) -> None:
    assert refusal(order, None) == (Refusal.NOTHING_STORED, {})
    assert refusal(order, BROTHER) == (Refusal.MOVED_ON, {"rank": "Brother"})
    poor = replace(INITIATE, points=17)
    assert refusal(order, poor) == (Refusal.NOT_READY, {"rank": "Brother", "missing": 3})
    declined = replace(INITIATE, declined="brother")
    assert refusal(order, declined) == (Refusal.ALREADY_DECLINED, {"rank": "Brother"})


@pytest.mark.parametrize("order", [approve("Captain"), decline("Captain")], ids=["approve", "decline"])
def test_off_the_ladder_there_is_nothing_to_decide(order: MemberOrder) -> None:
    off = replace(BROTHER, rank="Primarch", path=None)
    assert refusal(order, off) == (Refusal.MOVED_ON, {"rank": "Primarch"})


def test_an_open_step_needs_no_approval() -> None:
    assert refusal(approve("Initiate"), replace(ASPIRANT, points=50))[0] is Refusal.NOT_READY


def test_a_decline_is_stored_and_the_rank_stays() -> None:
    change = decline("brother").decide(INITIATE)
    assert change.after == replace(INITIATE, declined="Brother")
    assert entries(change) == [(Action.DECLINED, 9, "Initiate", "Brother", None)]


def test_a_decline_is_about_one_rank_whatever_its_case() -> None:
    following = LEGION.ladder.standing("Initiate", 20).next
    assert following is not None
    assert is_declined(replace(INITIATE, declined="BROTHER"), following)
    assert not is_declined(replace(INITIATE, declined="Captain"), following)
    assert not is_declined(INITIATE, following)
