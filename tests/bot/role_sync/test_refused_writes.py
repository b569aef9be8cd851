"""What Discord has refused stands until it is written, and is not asked again where asking cannot help."""

from datetime import UTC, datetime

from ignis.bot.role_sync.refused_writes import RefusedWrite, RefusedWrites
from ignis.domain.write_problem import WriteProblem

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NAME = RefusedWrite("6. Legionary", WriteProblem.NAME_REFUSED, NOON)
ROLE = RefusedWrite(40, WriteProblem.NO_PERMISSION, NOON)


def test_what_may_work_later_stands_and_is_tried() -> None:
    refused = RefusedWrites()
    refused.note(1, ROLE)
    assert refused.of(1) == (ROLE,)
    assert not refused.holds(1, 40)


def test_what_cannot_work_is_held_until_something_changes() -> None:
    refused = RefusedWrites()
    refused.note(1, NAME)
    assert refused.holds(1, "6. Legionary")
    assert not refused.holds(1, "6. Other")
    assert not refused.holds(2, "6. Legionary")
    refused.let_all_try()
    assert not refused.holds(1, "6. Legionary")
    assert refused.of(1) == (NAME,), "it stands until it is written"
    refused.note(1, NAME)
    assert refused.holds(1, "6. Legionary"), "refused once more"


def test_a_nickname_stands_for_all_of_a_members_nicknames() -> None:
    refused = RefusedWrites()
    refused.note(1, NAME)
    refused.note(1, ROLE)
    refused.done(1, "6. Other")
    assert refused.of(1) == (ROLE,)
    refused.done(1, 40)
    assert not refused.counts()


def test_members_are_counted_by_problem() -> None:
    refused = RefusedWrites()
    for user_id in (1, 2):
        refused.note(user_id, NAME)
    refused.note(2, ROLE)
    refused.note(2, RefusedWrite(50, WriteProblem.NO_PERMISSION, NOON))
    assert refused.counts() == {WriteProblem.NAME_REFUSED: 2, WriteProblem.NO_PERMISSION: 1}
    refused.forget(2)
    assert refused.counts() == {WriteProblem.NAME_REFUSED: 1}
