import math
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from probes.restarts.policy import RestartPolicy, StartHistory, StartPlan, StartReason, after_reboot, hold_words, plan

POLICY = RestartPolicy()
rolls = st.floats(0, 1, exclude_max=True)
times = st.floats(0, 1e9)


def crash(history: StartHistory, now: float, roll: float = 0.5, *, proven: bool = False) -> StartPlan:
    return plan(POLICY, history, clean=False, proven=proven, now=now, roll=roll)


def first(now: float = 1000.0) -> StartHistory:
    return plan(POLICY, None, clean=False, proven=False, now=now, roll=0.5).history


def crash_loop(policy: RestartPolicy, until: float, roll: float = 0.5) -> list[float]:
    """The starts of a program that dies as soon as it is started."""
    decided = plan(policy, None, clean=False, proven=False, now=0, roll=roll)
    starts = [decided.start_at]
    while decided.start_at < until:
        decided = plan(policy, decided.history, clean=False, proven=False, now=decided.start_at, roll=roll)
        starts.append(decided.start_at)
    return starts


def test_a_first_start_is_at_once() -> None:
    assert plan(POLICY, None, clean=False, proven=False, now=5, roll=0.9).start_at == 5


def test_delays_double_from_the_second_crash_on() -> None:
    starts = crash_loop(RestartPolicy(per_hour=1000, burst=1000), until=900)
    assert [round(later - earlier) for earlier, later in pairwise(starts)][:11] == [
        0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300,
    ]  # fmt: skip


@given(rolls)
def test_jitter_stays_within_its_share(roll: float) -> None:
    decided = crash(StartHistory(1000, streak=4, tokens=5, tokens_at=1000), 1001, roll)
    assert decided.start_at - 1001 == pytest.approx(8, rel=0.2 + 1e-9)


def test_only_proven_health_forgets_the_crashes_before_it() -> None:
    history = StartHistory(1000, streak=7, tokens=5, tokens_at=1000)
    assert crash(history, 9000).history.streak == 8
    assert crash(history, 1600, proven=True).history.streak == 1
    assert crash(history, 1600, proven=True).start_at == 1600


@given(times, st.integers(0, 50), st.floats(0, 5))
def test_a_stop_that_was_asked_for_is_neither_delayed_nor_counted(now: float, streak: int, tokens: float) -> None:
    history = StartHistory(now, streak, tokens, now)
    decided = plan(POLICY, history, clean=True, proven=False, now=now, roll=0.5)
    assert (decided.start_at, decided.reason) == (now, StartReason.ASKED)
    assert decided.history.tokens >= tokens
    assert decided.history.streak == 0


def test_a_spent_budget_holds_for_the_next_token() -> None:
    decided = crash(StartHistory(1000, streak=1, tokens=0, tokens_at=1000), 1000)
    assert (decided.reason, decided.start_at) == (StartReason.BUDGET, 1360)


@given(rolls)
def test_never_more_than_fifteen_starts_after_crashes_in_any_hour(roll: float) -> None:
    starts = crash_loop(RestartPolicy(base_delay=0.001, max_delay=0.001), until=7200, roll=roll)[1:]
    assert max(sum(begin <= start < begin + 3600 for start in starts) for begin in starts) <= 15


@given(
    st.none() | st.builds(StartHistory, times, st.integers(0, 10_000), st.floats(0, 5), times),
    times,
    rolls,
    st.booleans(),
)
def test_a_start_is_never_in_the_past_nor_farther_than_the_longest_wait(
    history: StartHistory | None,
    now: float,
    roll: float,
    clean: bool,  # noqa: FBT001  hypothesis passes by position
) -> None:
    decided = plan(POLICY, history, clean=clean, proven=False, now=now, roll=roll)
    assert now <= decided.start_at <= now + 361
    assert 0 <= decided.history.tokens <= POLICY.burst
    assert math.isfinite(decided.start_at)


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
def test_a_reboot_neither_spends_nor_refills(step: float) -> None:
    history = after_reboot(StartHistory(5000, streak=3, tokens=2, tokens_at=5000), 5000 + step)
    decided = crash(history, 5000 + step)
    assert decided.history.tokens == pytest.approx(1, abs=0.05)
    assert decided.start_at - (5000 + step) == pytest.approx(4)


def test_why_a_program_is_held_in_words_that_fit_any_count() -> None:
    assert hold_words(StartReason.BACKOFF, 2) == "it ended unexpectedly (times in a row: 2)"
    assert hold_words("budget", 7) == "its budget of restarts is spent"
    assert (hold_words("another", 1), hold_words("", 0)) == ("another", "")
