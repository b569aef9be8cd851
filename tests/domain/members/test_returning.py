from datetime import UTC, datetime

import pytest

from ignis.domain.members.change import Action, LedgerEntry
from ignis.domain.members.member import Member
from ignis.domain.members.returning import given_by_staff, returned

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MACHINE, PERSON = 5, 6
CAPTAIN = Member(7, 5, "Captain", "brothers", declined="Master", role_rank="Captain")


@pytest.mark.parametrize(
    ("action", "actor", "given"),
    [
        (Action.RANK, PERSON, True),
        (Action.APPROVED, PERSON, True),
        (Action.PROMOTED, None, True),
        (Action.SYNCED, PERSON, True),
        (Action.SYNCED, MACHINE, False),
        (Action.SYNCED, None, False),
    ],
)
def test_what_staff_gave(action: Action, actor: int | None, given: bool) -> None:  # noqa: FBT001
    entry = LedgerEntry(action, 7, actor, "Brother", "Captain", None, NOON)
    assert given_by_staff(entry, frozenset({MACHINE})) is given


def test_a_rank_that_never_changed_was_given_by_nobody() -> None:
    assert not given_by_staff(None, frozenset())


def test_the_role_is_due_and_nothing_else_changes() -> None:
    change = returned(CAPTAIN, "captain", NOON)
    assert change is not None
    assert change.after == Member(7, 5, "Captain", "brothers", declined="Master", role_rank=None, roles_due=True)
    assert [(entry.action, entry.after) for entry in change.entries] == [(Action.RETURNED, "Captain")]


@pytest.mark.parametrize("left_as", [None, "Brother"])
def test_who_had_lost_the_rank_before_gets_nothing_back(left_as: str | None) -> None:
    assert returned(CAPTAIN, left_as, NOON) is None
