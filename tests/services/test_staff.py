"""What the services refuse before they ask the store, and that they ask the rules anew each time."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from ignis.domain.members.member import Member, StudKind
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.rules.ladder import Ladder, LadderStep, Path
from ignis.services.leaderboard import Leaderboard
from ignis.services.points import Points
from ignis.services.ports import StorageError
from ignis.services.promotions import Promotions
from tests.support.fakes.fake_members import BrokenMembers, FakeMembers
from tests.support.legion.small_legion import LEGION
from tests.support.legion.staff import OFFICER, Staff, minutes, subject

Act = Callable[[Staff], Coroutine[Any, Any, object]]
AT = minutes(0)


def amounts(amount: int) -> list[Act]:
    who = subject(1)
    return [
        lambda staff: staff.points_service.add(OFFICER, who, amount, "patrol", at=AT),
        lambda staff: staff.points_service.remove(OFFICER, who, amount, "patrol", at=AT),
        lambda staff: staff.stud_service.add(OFFICER, who, StudKind.GOLD, amount, "patrol", at=AT),
        lambda staff: staff.stud_service.remove(OFFICER, who, StudKind.SILVER, amount, "patrol", at=AT),
    ]


def reasons(reason: str) -> list[Act]:
    who = subject(1)
    return [
        lambda staff: staff.points_service.add(OFFICER, who, 1, reason, at=AT),
        lambda staff: staff.points_service.remove(OFFICER, who, 1, reason, at=AT),
        lambda staff: staff.stud_service.add(OFFICER, who, StudKind.GOLD, 1, reason, at=AT),
        lambda staff: staff.ranks.set(OFFICER, who, "Brother", reason, at=AT),
        lambda staff: staff.companies.set(OFFICER, who, 2, reason, at=AT),
    ]


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        (amounts(0), Refusal.AMOUNT_OUT_OF_RANGE),
        (amounts(-5), Refusal.AMOUNT_OUT_OF_RANGE),
        (amounts(10_001), Refusal.AMOUNT_OUT_OF_RANGE),
        (reasons("no"), Refusal.REASON_TOO_SHORT),
        (reasons("x" * 201), Refusal.REASON_TOO_LONG),
        (reasons("a\x00bc"), Refusal.REASON_NOT_PRINTABLE),
    ],
)
async def test_a_bad_amount_or_reason_never_reaches_the_store(acts: list[Act], code: Refusal) -> None:
    store = BrokenMembers()
    for act in acts:
        with pytest.raises(Refused) as caught:
            await act(Staff(store, store))
        assert caught.value.code is code


async def test_a_store_that_fails_is_no_refusal() -> None:
    store = BrokenMembers()
    with pytest.raises(StorageError):
        await Staff(store, store).points(1, 5)


async def test_an_approval_that_is_not_permitted_changes_nothing() -> None:
    """Asked is about the rank that it leads to in the end: beyond the gate the points take open steps."""
    steps = (LadderStep("Aspirant", "Brother", 10, 20, handpicked=True), LadderStep("Brother", "Captain", 20, 30))
    legion = replace(LEGION, ladder=Ladder([Path("p", "P", steps, last_rank="Captain")]))
    store = FakeMembers(Member(1, 25, "Aspirant", "p"))

    def permit(rank: str) -> None:
        raise Refused(Refusal.RANK_TOO_HIGH, rank=rank)

    with pytest.raises(Refused) as caught:
        await Promotions(store, store, lambda: legion).approve(OFFICER, 1, "Brother", permit=permit, at=AT)
    assert caught.value.params == {"rank": "Captain"}
    assert await store.find(1) == Member(1, 25, "Aspirant", "p")
    assert not store.entries


async def test_an_edited_role_map_is_in_force_at_once() -> None:
    now = [LEGION]
    points = Points(FakeMembers(), lambda: now[-1])
    assert (await points.add(OFFICER, subject(1), 5, "patrol", at=AT)).before.rank == "Aspirant"
    now.append(replace(LEGION, default_rank="Brother"))
    assert (await points.add(OFFICER, subject(2), 5, "patrol", at=AT)).before.rank == "Brother"


async def test_a_leaderboard_of_no_company_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        await Leaderboard(FakeMembers(), lambda: LEGION).page(11, 1, 10, lambda _user_id: None)
    assert (caught.value.code, dict(caught.value.params)) == (
        Refusal.NOT_A_COMPANY,
        {"company": 11, "first": 1, "last": 10},
    )
