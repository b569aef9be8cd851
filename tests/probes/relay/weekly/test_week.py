"""What the digest tells follows from the exporter's history."""

from datetime import date

from probes.relay.weekly.week import SLOTS, WeekHistory, week_of
from tests.probes.relay.weekly.rig import answer, history


def test_uptime_troubles_restarts_and_the_slowest_checks() -> None:
    week = week_of(history(), "UTC")
    assert (week.uptime, week.observed) == (0.99876, 0.995)
    assert [one.number for one in week.troubles] == [9, 8, 7, 6]
    assert week.restarts == (("bot", 3), ("relay", 1))
    assert [(one.check, one.average, one.longest) for one in week.slowest] == [
        ("roblox", 0.5, 2.25),
        ("bloxlink", 0.25, 0.5),
        ("database", 0.001, 0.002),
    ]


def test_its_days_are_those_of_the_time_zone() -> None:
    week = week_of(history(), "UTC")
    assert [row.day for row in week.days] == [date(2025, 12, 29), date(2025, 12, 30), date(2025, 12, 31),
                                              *(date(2026, 1, day) for day in range(1, 6))]  # fmt: skip
    assert all(len(row.slots) == SLOTS for row in week.days)
    first = week.days[0].slots
    assert first[:19] == (None,) * 19  # it began at half past nine
    assert first[19 + 10 : 19 + 13] == ("failing", "degraded", None)
    moved = week_of(history(), "America/Sao_Paulo").days[0].slots
    assert moved[13 + 10 : 13 + 13] == ("failing", "degraded", None)


def test_a_history_with_nothing_in_it_is_a_week_too() -> None:
    week = week_of(history(subjects={}, incidents=[], times=[]), "UTC")
    assert (week.uptime, week.days, week.troubles, week.restarts, week.slowest) == (None, (), (), (), ())


def test_what_is_no_history_is_none() -> None:
    assert WeekHistory.from_json({**answer(), "from": "yesterday"}) is None
    assert WeekHistory.parse(b"<html>") is None
