"""Discord never sees more requests than it allows: not after a kill, nor after the store is lost."""

from datetime import timedelta

from hypothesis import given, strategies as st

from probes.relay.outbox.limits import LIMITS, LONGEST_HOLD, STORED, Route, SendLimits, StoredLimits, lost, resumed
from tests.probes.relay.rig import T0

SECOND = timedelta(seconds=1)


def seen_by_discord(limits: SendLimits, now: float, spans: list[tuple[float, float]]) -> list[float]:
    """Sends as soon as it is allowed. Each span is how long a request needs to Discord, and back."""
    seen: list[float] = []
    for there, back in spans:
        now = max(now, limits.free_at(Route.POST))
        limits = limits.begun(now)
        seen.append(now + there)
        now += there + back
        limits = limits.answered(now)
    return seen


def most_in(moments: list[float], seconds: float) -> int:
    return max(sum(one <= other < one + seconds - 1e-6 for other in moments) for one in moments)


SPANS = st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=80)


@given(SPANS)
def test_however_long_a_request_takes_the_limits_hold_where_discord_counts(spans: list[tuple[float, float]]) -> None:
    seen = seen_by_discord(SendLimits(), 0.0, spans)
    for limit in LIMITS:
        assert most_in(seen, limit.seconds) <= limit.count


def test_five_go_at_once_and_thirty_in_a_minute() -> None:
    seen = seen_by_discord(SendLimits(), 0.0, [(0.0, 0.0)] * 31)
    assert (seen[4], seen[5], seen[29], seen[30]) == (0.0, 2.0, 10.0, 60.0)


@given(st.lists(st.floats(0, 60), min_size=1, max_size=40).map(sorted), st.floats(0, 60))
def test_they_hold_over_a_restart_by_the_calendar(moments: list[float], later: float) -> None:
    limits = SendLimits()
    for moment in moments:
        limits = limits.begun(moment)
    now = moments[-1]
    stored = STORED.validate_json(STORED.dump_json(limits.stored(now, T0)))
    again = resumed(stored, 1000.0, T0 + later * SECOND)
    # the newest may have been cut off when the process was killed: it counts from now
    assert again.spent[-1] == 1000.0
    assert 1000.0 - again.free_at(Route.POST) <= now + later - limits.free_at(Route.POST) + 1e-3


def test_a_hold_is_for_one_kind_of_request_or_for_all_and_survives() -> None:
    limits = SendLimits().held((Route.EDIT,), 700.0)
    assert (limits.free_at(Route.POST), limits.free_at(Route.EDIT)) == (float("-inf"), 700.0)
    again = resumed(limits.stored(100.0, T0), 5000.0, T0 + 60 * SECOND)
    assert (again.free_at(Route.POST), again.free_at(Route.EDIT)) == (float("-inf"), 5540.0)
    assert limits.held(tuple(Route), 650.0).holds == {Route.POST: 650.0, Route.EDIT: 700.0}


def test_a_calendar_that_was_set_back_holds_nothing_up_for_long() -> None:
    stored = StoredLimits((T0,) * 30, {Route.POST: T0 + 10 * SECOND})
    again = resumed(stored, 1000.0, T0 - timedelta(days=1))
    assert again.free_at(Route.POST) == 1060.0
    assert timedelta(days=1).total_seconds() > LONGEST_HOLD


def test_a_lost_store_is_taken_for_the_worst() -> None:
    limits = lost(1000.0)
    assert limits.free_at(Route.POST) == 1002.0
    before = list(limits.spent)
    seen = seen_by_discord(limits, 1000.0, [(0.0, 0.0)] * 40)
    for limit in LIMITS:
        assert most_in(before + seen, limit.seconds) <= limit.count
