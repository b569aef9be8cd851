"""What staff may ask for and what follows from it, one decision after the other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from ignis.domain.members import decisions
from ignis.domain.members.change import Action, Actor, Change
from ignis.domain.members.decisions import OrderNote
from ignis.domain.members.member import Member, StudKind
from ignis.domain.members.profile import Subject
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.ladder import Ladder, LadderStep, Path
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOTE = OrderNote(Actor(9), "patrol", NOON)
SOMEBODY = Subject(1, (), None)
ASPIRANT = Member(1, 10, "Aspirant", "recruits")
INITIATE = Member(1, 20, "Initiate", "recruits")
BROTHER = Member(1, 70, "Brother", "brothers")

# Open steps on both sides of a handpicked one.
OPEN = replace(
    LEGION,
    ladder=Ladder(
        [
            Path(
                "p",
                "P",
                (
                    LadderStep("Aspirant", "Initiate", 10, 20),
                    LadderStep("Initiate", "Brother", 20, 30),
                    LadderStep("Brother", "Captain", 30, 40, handpicked=True),
                    LadderStep("Captain", "Master", 40, 50),
                ),
                last_rank="Master",
            )
        ]
    ),
)


def refusal(decide: Callable[[], object]) -> tuple[Refusal, dict[str, str | int]]:
    with pytest.raises(Refused) as caught:
        decide()
    return caught.value.code, dict(caught.value.params)


def told(change: Change) -> list[tuple[object, ...]]:
    return [(entry.action, entry.actor_id, entry.before, entry.after, entry.reason) for entry in change.entries]


def test_points_are_added_and_taken() -> None:
    added = decisions.points(LEGION, SOMEBODY, ASPIRANT, 4, NOTE)
    assert (added.before, added.after.points, added.promoted) == (ASPIRANT, 14, ())
    assert told(added) == [(Action.POINTS, 9, 10, 14, "patrol")]
    assert decisions.points(LEGION, SOMEBODY, ASPIRANT, -10, NOTE).after.points == 0


def test_a_stranger_begins_with_the_rank_of_the_roles() -> None:
    change = decisions.points(LEGION, Subject(1, ("Brothers",), None), None, 5, NOTE)
    assert change.before == Member(1, 0, "Brother", "brothers", role_rank="Brother")
    assert change.after == Member(1, 5, "Brother", "brothers", role_rank="Brother")


def test_an_open_step_is_taken_at_once_and_nobody_signs_for_it() -> None:
    change = decisions.points(LEGION, SOMEBODY, ASPIRANT, 1_000, NOTE)
    assert (change.after.rank, change.after.path, change.promoted) == ("Initiate", "recruits", ("Initiate",))
    assert told(change)[1] == (Action.PROMOTED, None, "Aspirant", "Initiate", None)


def test_open_steps_are_taken_up_to_the_gate_and_from_it_once_an_officer_has_opened_it() -> None:
    grown = decisions.points(OPEN, SOMEBODY, replace(ASPIRANT, points=0), 45, NOTE)
    assert (grown.promoted, grown.after.rank) == (("Initiate", "Brother"), "Brother")
    approved = decisions.approval(OPEN, grown.after, "Captain", OrderNote(Actor(9), None, NOON))
    assert [entry.action for entry in approved.entries] == [Action.APPROVED, Action.PROMOTED]
    assert (approved.promoted, approved.after.rank) == (("Master",), "Master")


def test_losing_points_never_costs_a_rank_nor_gives_one() -> None:
    assert decisions.points(LEGION, SOMEBODY, BROTHER, -70, NOTE).after.rank == "Brother"
    assert decisions.points(LEGION, SOMEBODY, replace(ASPIRANT, points=50), -1, NOTE).after.rank == "Aspirant"


@pytest.mark.parametrize(
    ("had", "amount", "expected"),
    [
        (10, -11, (Refusal.TOTAL_BELOW_ZERO, {"total": 10, "amount": 11})),
        (10**9, 1, (Refusal.TOTAL_TOO_LARGE, {"total": 10**9, "highest": 10**9})),
        (10, 0, (Refusal.AMOUNT_OUT_OF_RANGE, {"lowest": 1, "highest": 10_000})),
        (10, 10_001, (Refusal.AMOUNT_OUT_OF_RANGE, {"lowest": 1, "highest": 10_000})),
        (10, -10_001, (Refusal.AMOUNT_OUT_OF_RANGE, {"lowest": 1, "highest": 10_000})),
    ],
)
def test_totals_that_cannot_be(had: int, amount: int, expected: tuple[Refusal, dict[str, int]]) -> None:
    member = replace(ASPIRANT, points=had)
    assert refusal(lambda: decisions.points(LEGION, SOMEBODY, member, amount, NOTE)) == expected


def test_bots_have_no_career() -> None:
    bot = Subject(1, (), None, bot=True)
    for decide in (
        lambda: decisions.points(LEGION, bot, None, 1, NOTE),
        lambda: decisions.rank(LEGION, bot, None, "Brother", NOTE),
        lambda: decisions.studs(LEGION, bot, None, NOTE, kind=StudKind.GOLD, amount=1),
        lambda: decisions.company(LEGION, bot, None, 2, NOTE),
    ):
        assert refusal(decide) == (Refusal.TARGET_IS_BOT, {})


def test_a_rank_is_set_on_or_off_the_ladder_in_the_configured_spelling() -> None:
    change = decisions.rank(LEGION, SOMEBODY, ASPIRANT, " brOTHER", NOTE)
    assert (change.after.rank, change.after.path, change.after.points) == ("Brother", "brothers", 10)
    assert told(change) == [(Action.RANK, 9, "Aspirant", "Brother", "patrol")]
    off = decisions.rank(LEGION, SOMEBODY, BROTHER, "primarch", NOTE).after
    assert (off.rank, off.path) == ("Primarch", None)


def test_a_rank_that_was_set_stands_until_points_are_given() -> None:
    lowered = decisions.rank(LEGION, SOMEBODY, BROTHER, "Aspirant", NOTE)
    assert (lowered.after.rank, lowered.after.points, lowered.promoted) == ("Aspirant", 70, ())
    assert decisions.points(LEGION, SOMEBODY, lowered.after, 1, NOTE).after.rank == "Initiate"


def test_ranks_that_cannot_be_set() -> None:
    assert refusal(lambda: decisions.rank(LEGION, SOMEBODY, ASPIRANT, "Emperor", NOTE)) == (
        Refusal.NOT_A_RANK,
        {"rank": "Emperor"},
    )
    assert refusal(lambda: decisions.rank(LEGION, SOMEBODY, ASPIRANT, "x" * 6_000, NOTE))[1] == {"rank": "x" * 100}
    assert refusal(lambda: decisions.rank(LEGION, SOMEBODY, ASPIRANT, "ASPIRANT", NOTE)) == (
        Refusal.RANK_UNCHANGED,
        {"rank": "Aspirant"},
    )


@pytest.mark.parametrize(
    ("kind", "action", "after"),
    [(StudKind.GOLD, Action.GOLD_STUDS, (3, 1)), (StudKind.SILVER, Action.SILVER_STUDS, (2, 2))],
)
def test_studs(kind: StudKind, action: Action, after: tuple[int, int]) -> None:
    member = replace(BROTHER, gold_studs=2, silver_studs=1)
    change = decisions.studs(LEGION, SOMEBODY, member, NOTE, kind=kind, amount=1)
    assert (change.after.gold_studs, change.after.silver_studs) == after
    assert change.entries[0].action is action
    code, params = refusal(lambda: decisions.studs(LEGION, SOMEBODY, member, NOTE, kind=kind, amount=-3))
    assert (code, params["amount"]) == (Refusal.TOTAL_BELOW_ZERO, 3)


def test_companies() -> None:
    change = decisions.company(LEGION, SOMEBODY, BROTHER, 2, NOTE)
    assert (change.after.company, told(change)) == (2, [(Action.COMPANY, 9, None, 2, "patrol")])
    assert decisions.company(LEGION, SOMEBODY, change.after, None, NOTE).after.company is None
    assert refusal(lambda: decisions.company(LEGION, SOMEBODY, change.after, 11, NOTE)) == (
        Refusal.NOT_A_COMPANY,
        {"company": 11, "first": 1, "last": 10},
    )
    assert refusal(lambda: decisions.company(LEGION, SOMEBODY, change.after, 2, NOTE)) == (
        Refusal.COMPANY_UNCHANGED,
        {"company": 2},
    )
    assert refusal(lambda: decisions.company(LEGION, SOMEBODY, BROTHER, None, NOTE))[1] == {"company": 0}


def test_an_approval_takes_the_gated_step() -> None:
    change = decisions.approval(LEGION, INITIATE, "BROTHER", NOTE)
    assert (change.after.rank, change.after.path) == ("Brother", "brothers")
    assert told(change) == [(Action.APPROVED, 9, "Initiate", "Brother", "patrol")]


@pytest.mark.parametrize("decide", [decisions.approval, decisions.decline])
def test_what_is_no_longer_due_is_refused(decide: Callable[..., Change]) -> None:
    assert refusal(lambda: decide(LEGION, None, "Brother", NOTE)) == (Refusal.NOTHING_STORED, {})
    assert refusal(lambda: decide(LEGION, BROTHER, "Brother", NOTE)) == (Refusal.MOVED_ON, {"rank": "Brother"})
    off = replace(BROTHER, rank="Primarch", path=None)
    assert refusal(lambda: decide(LEGION, off, "Captain", NOTE)) == (Refusal.MOVED_ON, {"rank": "Primarch"})
    poor = replace(INITIATE, points=17)
    assert refusal(lambda: decide(LEGION, poor, "Brother", NOTE)) == (
        Refusal.NOT_READY,
        {"rank": "Brother", "missing": 3},
    )
    declined = replace(INITIATE, declined="brother")
    assert refusal(lambda: decide(LEGION, declined, "Brother", NOTE)) == (
        Refusal.ALREADY_DECLINED,
        {"rank": "Brother"},
    )


def test_an_open_step_is_nobodys_to_approve() -> None:
    rich = replace(ASPIRANT, points=50)
    assert refusal(lambda: decisions.approval(LEGION, rich, "Initiate", NOTE))[0] is Refusal.NOT_READY


def test_a_decline_counts_until_the_points_rise_or_the_rank_changes() -> None:
    declined = decisions.decline(LEGION, INITIATE, "Brother", OrderNote(Actor(9), None, NOON))
    member = declined.after
    assert (member.declined, told(declined)) == ("Brother", [(Action.DECLINED, 9, "Initiate", "Brother", None)])
    assert decisions.points(LEGION, SOMEBODY, member, 1, NOTE).after.declined is None
    assert decisions.points(LEGION, SOMEBODY, member, -1, NOTE).after.declined == "Brother"
    assert decisions.company(LEGION, SOMEBODY, member, 2, NOTE).after.declined == "Brother"
    assert decisions.rank(LEGION, SOMEBODY, member, "Captain", NOTE).after.declined is None


def test_a_note_keeps_only_a_reason_that_is_fit_to_keep() -> None:
    assert decisions.note(Actor(9), " patrol ", NOON) == NOTE
    assert refusal(lambda: decisions.note(Actor(9), "ab", NOON))[0] is Refusal.REASON_TOO_SHORT


@given(
    st.sampled_from(OPEN.ladder.ranks),
    st.integers(0, 10**9),
    st.lists(st.integers(-10_000, 10_000).filter(bool), max_size=20),
)
def test_whatever_is_given_and_taken_totals_add_up_and_gates_hold(rank: str, points: int, amounts: list[int]) -> None:
    start = member = Member(1, points, rank, "p")
    ledger = points
    for amount in amounts:
        try:
            change = decisions.points(OPEN, SOMEBODY, member, amount, NOTE)
        except Refused:
            continue
        ledger += amount
        member = change.after
        assert 0 <= member.points == ledger <= 10**9
    ranks = OPEN.ladder.ranks
    assert ranks.index(member.rank) >= ranks.index(start.rank), "points never cost a rank"
    gate = ranks.index("Captain")
    assert (ranks.index(member.rank) >= gate) == (ranks.index(start.rank) >= gate), "points alone open no gate"
