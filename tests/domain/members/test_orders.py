"""What staff may order and what follows from it, one order after the other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from ignis.domain.members.change import Action, Actor, Change
from ignis.domain.members.member import Member, StudKind
from ignis.domain.members.order_note import OrderNote
from ignis.domain.members.orders import AddPoints, AddStuds, RemovePoints, RemoveStuds, SetCompany, SetRank
from ignis.domain.members.profile import Subject
from ignis.domain.members.promotion_orders import DeclinePromotion
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.legion import Legion
from ignis.services.ports import MemberOrder
from tests.support.legion.small_legion import LEGION, OPEN_STEPS

NOTE = OrderNote(Actor(9), "patrol", datetime(2026, 1, 1, 12, tzinfo=UTC))
SOMEBODY = Subject(1, (), None)
ASPIRANT = Member(1, 10, "Aspirant", "recruits")
INITIATE = Member(1, 20, "Initiate", "recruits")
BROTHER = Member(1, 70, "Brother", "brothers")


def points(amount: int, legion: Legion = LEGION, subject: Subject = SOMEBODY) -> MemberOrder:
    """Negative amounts are taken away."""
    if amount < 0:
        return RemovePoints(legion, subject, -amount, NOTE)
    return AddPoints(legion, subject, amount, NOTE)


def rank(name: str, subject: Subject = SOMEBODY) -> MemberOrder:
    return SetRank(LEGION, subject, name, NOTE)


def company(number: int | None, subject: Subject = SOMEBODY) -> MemberOrder:
    return SetCompany(LEGION, subject, number, NOTE)


def refusal(order: MemberOrder, stored: Member | None) -> tuple[Refusal, dict[str, str | int]]:
    with pytest.raises(Refused) as caught:
        order.decide(stored)
    return caught.value.code, dict(caught.value.params)


def entries(change: Change) -> list[tuple[object, ...]]:
    return [(entry.action, entry.actor_id, entry.before, entry.after, entry.reason) for entry in change.entries]


def test_points_are_added_and_taken() -> None:
    added = points(4).decide(ASPIRANT)
    assert (added.before, added.after.points, added.promoted) == (ASPIRANT, 14, ())
    assert entries(added) == [(Action.POINTS, 9, 10, 14, "patrol")]
    taken = points(-10).decide(ASPIRANT)
    assert taken.after.points == 0
    assert entries(taken) == [(Action.POINTS, 9, 10, 0, "patrol")]


def test_a_stranger_begins_with_the_rank_of_the_roles() -> None:
    change = points(5, subject=Subject(1, ("Brothers",), None)).decide(None)
    assert change.before == Member(1, 0, "Brother", "brothers", role_rank="Brother")
    assert change.after == Member(1, 5, "Brother", "brothers", role_rank="Brother")


def test_an_open_step_is_taken_at_once_without_an_actor() -> None:
    change = points(1_000).decide(ASPIRANT)
    assert (change.after.rank, change.after.path, change.promoted) == ("Initiate", "recruits", ("Initiate",))
    assert entries(change)[1] == (Action.PROMOTED, None, "Aspirant", "Initiate", None)


def test_open_steps_are_taken_up_to_the_gate() -> None:
    grown = points(45, OPEN_STEPS).decide(replace(ASPIRANT, points=0))
    assert (grown.promoted, grown.after.rank) == (("Initiate", "Brother"), "Brother")


def test_losing_points_never_costs_a_rank_nor_gives_one() -> None:
    assert points(-70).decide(BROTHER).after.rank == "Brother"
    assert points(-1).decide(replace(ASPIRANT, points=50)).after.rank == "Aspirant"


@pytest.mark.parametrize(
    ("had", "amount", "expected"),
    [
        (10, -11, (Refusal.TOTAL_BELOW_ZERO, {"total": 10, "amount": 11})),
        (10**9, 1, (Refusal.TOTAL_TOO_LARGE, {"total": 10**9, "highest": 10**9})),
    ],
)
def test_totals_that_cannot_be(had: int, amount: int, expected: tuple[Refusal, dict[str, int]]) -> None:
    assert refusal(points(amount), replace(ASPIRANT, points=had)) == expected


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_an_order_for_an_amount_out_of_range_cannot_be_made(amount: int) -> None:
    for order in (AddPoints, RemovePoints):
        with pytest.raises(Refused) as caught:
            order(LEGION, SOMEBODY, amount, NOTE)
        assert caught.value.code is Refusal.AMOUNT_OUT_OF_RANGE
        assert dict(caught.value.params) == {"lowest": 1, "highest": 10_000}
    for stud_order in (AddStuds, RemoveStuds):
        with pytest.raises(Refused):
            stud_order(LEGION, SOMEBODY, StudKind.GOLD, amount, NOTE)


def test_bots_have_no_career() -> None:
    bot = Subject(1, (), None, bot=True)
    studs = AddStuds(LEGION, bot, StudKind.GOLD, 1, NOTE)
    for order in (points(1, subject=bot), points(-1, subject=bot), rank("Brother", bot), studs, company(2, bot)):
        assert refusal(order, None) == (Refusal.TARGET_IS_BOT, {})


def test_a_rank_is_set_on_or_off_the_ladder_in_the_configured_spelling() -> None:
    change = rank(" brOTHER").decide(ASPIRANT)
    assert (change.after.rank, change.after.path, change.after.points) == ("Brother", "brothers", 10)
    assert entries(change) == [(Action.RANK, 9, "Aspirant", "Brother", "patrol")]
    off = rank("primarch").decide(BROTHER).after
    assert (off.rank, off.path) == ("Primarch", None)


def test_a_rank_that_was_set_stands_until_points_are_given() -> None:
    lowered = rank("Aspirant").decide(BROTHER)
    assert (lowered.after.rank, lowered.after.points, lowered.promoted) == ("Aspirant", 70, ())
    assert points(1).decide(lowered.after).after.rank == "Initiate"


def test_ranks_that_cannot_be_set() -> None:
    assert refusal(rank("Emperor"), ASPIRANT) == (Refusal.NOT_A_RANK, {"rank": "Emperor"})
    assert refusal(rank("x" * 6_000), ASPIRANT)[1] == {"rank": "x" * 100}
    assert refusal(rank("ASPIRANT"), ASPIRANT) == (Refusal.RANK_UNCHANGED, {"rank": "Aspirant"})


@pytest.mark.parametrize(
    ("kind", "action", "after"),
    [(StudKind.GOLD, Action.GOLD_STUDS, (3, 1)), (StudKind.SILVER, Action.SILVER_STUDS, (2, 2))],
)
def test_studs(kind: StudKind, action: Action, after: tuple[int, int]) -> None:
    member = replace(BROTHER, gold_studs=2, silver_studs=1)
    change = AddStuds(LEGION, SOMEBODY, kind, 1, NOTE).decide(member)
    assert (change.after.gold_studs, change.after.silver_studs) == after
    assert entries(change) == [(action, 9, member.studs(kind), member.studs(kind) + 1, "patrol")]
    removed = RemoveStuds(LEGION, SOMEBODY, kind, 1, NOTE).decide(member)
    assert removed.after.studs(kind) == member.studs(kind) - 1
    code, params = refusal(RemoveStuds(LEGION, SOMEBODY, kind, 3, NOTE), member)
    assert (code, params["amount"]) == (Refusal.TOTAL_BELOW_ZERO, 3)
    rich = replace(member, gold_studs=10**6, silver_studs=10**6)
    assert refusal(AddStuds(LEGION, SOMEBODY, kind, 1, NOTE), rich)[0] is Refusal.TOTAL_TOO_LARGE


def test_companies() -> None:
    change = company(2).decide(BROTHER)
    assert (change.after.company, entries(change)) == (2, [(Action.COMPANY, 9, None, 2, "patrol")])
    assert company(None).decide(change.after).after.company is None
    assert refusal(company(11), change.after) == (Refusal.NOT_A_COMPANY, {"company": 11, "first": 1, "last": 10})
    assert refusal(company(2), change.after) == (Refusal.COMPANY_UNCHANGED, {"company": 2, "source": "staff"})
    assert refusal(company(None), BROTHER)[1] == {"company": 0, "source": "none"}


def test_a_decline_counts_until_the_points_rise_or_the_rank_changes() -> None:
    declined = DeclinePromotion(LEGION, "Brother", NOTE).decide(INITIATE).after
    assert declined.declined == "Brother"
    assert points(1).decide(declined).after.declined is None
    assert points(-1).decide(declined).after.declined == "Brother"
    assert company(2).decide(declined).after.declined == "Brother"
    assert rank("Captain").decide(declined).after.declined is None


@given(
    st.sampled_from(OPEN_STEPS.ladder.ranks),
    st.integers(0, 10**9),
    st.lists(st.integers(-10_000, 10_000).filter(bool), max_size=20),
)
def test_whatever_is_given_and_taken_totals_add_up_and_gates_hold(first: str, total: int, amounts: list[int]) -> None:
    start = member = Member(1, total, first, "p")
    ledger = total
    for amount in amounts:
        try:
            change = points(amount, OPEN_STEPS).decide(member)
        except Refused:
            continue
        ledger += amount
        member = change.after
        assert 0 <= member.points == ledger <= 10**9
    ranks = OPEN_STEPS.ladder.ranks
    assert ranks.index(member.rank) >= ranks.index(start.rank), "points never cost a rank"
    gate = ranks.index("Captain")
    assert (ranks.index(member.rank) >= gate) == (ranks.index(start.rank) >= gate), "points alone open no gate"
