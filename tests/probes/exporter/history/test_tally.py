"""Tallies add up, whatever is added."""

from hypothesis import given, strategies as st

from probes.exporter.history.tally import SLOT_MS, Tally, answer, by_slot, slot_of, time_in
from probes.outcome import CheckStatus

spans = st.integers(0, 10 * SLOT_MS)
tallies = st.builds(Tally, *[spans] * 3, *[st.integers(0, 1000)] * 3)


@given(tallies, tallies, tallies)
def test_the_order_in_which_tallies_are_added_does_not_matter(one: Tally, two: Tally, three: Tally) -> None:
    assert one.plus(two) == two.plus(one)
    assert one.plus(two).plus(three) == one.plus(two.plus(three))
    assert one.plus(Tally()) == one


@given(tallies, st.integers(-SLOT_MS, 40 * SLOT_MS))
def test_what_has_no_room_is_cut_from_what_was_well_first(tally: Tally, room: int) -> None:
    cut = tally.within(room)
    assert cut.observed == min(tally.observed, max(0, room))
    assert all(0 <= after <= before for before, after in zip(tally[:3], cut[:3], strict=True))
    assert cut[3:] == tally[3:]
    if cut.failing < tally.failing:
        assert (cut.ok, cut.degraded) == (0, 0)
    if cut.degraded < tally.degraded:
        assert cut.ok == 0


@given(st.integers(0, 1 << 42), st.integers(0, 5 * SLOT_MS))
def test_a_span_is_cut_at_the_slots_of_utc_and_nothing_of_it_is_lost(start: int, length: int) -> None:
    parts = list(by_slot(start, start + length))
    assert sum(part for _, part in parts) == length
    assert [slot for slot, _ in parts] == sorted({slot for slot, _ in parts})
    assert all(0 < part <= SLOT_MS for _, part in parts)
    if parts:
        assert (parts[0][0], parts[-1][0]) == (slot_of(start), slot_of(start + length - 1))


def test_a_tally_tells_the_worst_that_was_observed() -> None:
    assert Tally(ok=5, degraded=1, failing=1).worst is CheckStatus.FAILING
    assert Tally(ok=5, degraded=1).worst is CheckStatus.DEGRADED
    assert Tally(ok=5).worst is CheckStatus.OK
    assert Tally(answers=3).worst is None
    assert time_in(CheckStatus.UNKNOWN, 100) == Tally()
    assert answer(0.25) == Tally(answers=1, latency_sum=250_000, latency_max=250_000)
