"""What a session keeps for a client that comes back."""

import json

from hypothesis import given, strategies as st

from ignis.sandbox.gateway.session import Session

KEPT = 1000


@given(events=st.integers(0, 2 * KEPT), seen=st.integers(-2, 2 * KEPT + 2))
def test_what_was_missed_is_replayed_whole_or_not_at_all(events: int, seen: int) -> None:
    session = Session("s", 0, 0.0)
    for number in range(events):
        session.record("EVENT", {"number": number})
    missed = session.since(seen)
    if not max(0, events - KEPT) <= seen <= events:
        assert missed is None, "unknown, or forgotten"
        return
    assert missed is not None
    assert [json.loads(text)["s"] for text in missed] == list(range(seen + 1, events + 1))
