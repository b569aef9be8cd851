from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from ignis.bot.role_sync.request_pace import PAUSE_AFTER_403, RequestPace


@given(st.lists(st.floats(0, 5), max_size=30))
def test_requests_are_never_closer_than_the_pace(waits: list[float]) -> None:
    pace, now, reserved = RequestPace(per_second=4), 100.0, list[float]()
    for wait in waits:
        now += wait
        reserved.append(pace.reserve(now))
        assert reserved[-1] >= now
    assert all(later - earlier > 0.249 for earlier, later in pairwise(reserved))


def test_an_idle_time_is_not_saved_up_for_a_burst() -> None:
    pace = RequestPace(per_second=2)
    pace.reserve(0)
    assert [pace.reserve(1_000) for _ in range(3)] == [1_000, 1_000.5, 1_001]


def test_each_403_delays_all_requests_by_a_second() -> None:
    pace = RequestPace(per_second=10)
    assert pace.reserve(50) == 50
    pace.pause_after_403(50.05)
    pace.pause_after_403(50.05)
    assert pace.reserve(50.05) == pytest.approx(50.1 + 2 * PAUSE_AFTER_403)


def test_refusals_alone_never_come_near_ten_thousand_in_ten_minutes() -> None:
    """Discord bans the address then. The pace is the fastest that settings allow."""
    pace, now, refused = RequestPace(per_second=40), 0.0, 0
    while (now := pace.reserve(now)) < 600:
        pace.pause_after_403(now)
        refused += 1
    assert refused <= 600


def test_an_open_circuit_pauses_until_it_is_tried_again() -> None:
    pace = RequestPace(per_second=1)
    assert pace.paused_for(10) <= 0
    pace.pause_until(12.5)
    assert pace.paused_for(10) == 2.5
    assert pace.paused_for(13) <= 0
