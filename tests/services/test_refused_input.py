"""What all use cases of staff refuse before they ask the store."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from ignis.domain.members.member import StudKind
from ignis.domain.refusals import Refusal, Refused
from ignis.services.ports import StorageError
from tests.support.fakes.fake_members import BrokenMembers
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
