from datetime import UTC, datetime

import pytest

from ignis.domain.members.change import Action, Actor, LedgerEntry
from ignis.domain.members.order_note import OrderNote
from ignis.domain.refusals import Refusal, Refused

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_note_keeps_only_a_reason_that_is_fit_to_keep() -> None:
    assert OrderNote.with_reason(Actor(9), " patrol ", NOON) == OrderNote(Actor(9), "patrol", NOON)
    with pytest.raises(Refused) as caught:
        OrderNote.with_reason(Actor(9), "ab", NOON)
    assert caught.value.code is Refusal.REASON_TOO_SHORT


def test_an_entry_names_the_actor_the_reason_and_the_time() -> None:
    note = OrderNote(Actor(9), "patrol", NOON)
    expected = LedgerEntry(Action.POINTS, user_id=1, actor_id=9, before=0, after=5, reason="patrol", at=NOON)
    assert note.entry(Action.POINTS, 1, 0, 5) == expected
