"""The digest is due once a week, and late if nothing ran when it was."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from probes.relay.weekly.plan import DAYS, WEEK, WeeklyPlan

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
PLAN = WeeklyPlan()


def test_it_is_due_at_its_hour_once() -> None:
    before = MONDAY - timedelta(days=6)
    assert not PLAN.due(before, MONDAY - timedelta(seconds=1))
    assert PLAN.due(before, MONDAY)
    assert not PLAN.due(MONDAY, MONDAY + timedelta(seconds=1))
    assert not PLAN.due(MONDAY, MONDAY + timedelta(days=6, hours=23))
    assert PLAN.due(MONDAY, MONDAY + WEEK)


def test_one_that_was_missed_is_sent_late_and_only_once() -> None:
    late = MONDAY + timedelta(days=19)
    assert PLAN.due(MONDAY, late)
    assert not PLAN.due(late, late + timedelta(hours=1))


def test_where_none_was_ever_sent_none_is_late() -> None:
    assert not PLAN.due(None, MONDAY)


def test_a_clock_that_was_years_ahead_costs_none() -> None:
    assert not PLAN.due(MONDAY + timedelta(days=3650), MONDAY + timedelta(hours=1))
    assert PLAN.due(min(MONDAY + timedelta(days=3650), MONDAY), MONDAY + WEEK)


@pytest.mark.parametrize(
    ("zone", "due"),
    [("America/Sao_Paulo", "2026-01-05T12:00:00+00:00"), ("Asia/Tokyo", "2026-01-05T00:00:00+00:00")],
)
def test_the_hour_is_one_of_its_time_zone(zone: str, due: str) -> None:
    plan, moment = WeeklyPlan(zone=zone), datetime.fromisoformat(due)
    assert plan.latest(moment) == moment
    assert plan.latest(moment - timedelta(seconds=1)) == moment - WEEK


@given(
    st.sampled_from(DAYS),
    st.integers(0, 23),
    st.sampled_from(["UTC", "America/Sao_Paulo", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  hypothesis' bounds
)
def test_the_latest_lies_within_the_last_week(day: str, hour: int, zone: str, now: datetime) -> None:
    latest = WeeklyPlan(day, hour, zone).latest(now).astimezone(UTC)
    assert latest <= now
    assert now - latest <= WEEK + timedelta(hours=2)  # clocks may be set forward in between
