"""Quiet hours on the clocks of their zone."""

from datetime import datetime, time, timedelta

import pytest

from probes.relay.notices.policy import DecisionTime, QuietHours, TellingPolicy
from tests.probes.relay.rig import T0

NIGHT = QuietHours(time(23), time(7), "America/Sao_Paulo")  # three hours behind UTC
NOON = QuietHours(time(12), time(13, 30))
BERLIN = QuietHours(time(22), time(6), "Europe/Berlin")


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (NIGHT, "2026-01-02T01:59:59+00:00", False),
        (NIGHT, "2026-01-02T02:00:00+00:00", True),
        (NIGHT, "2026-01-02T09:59:59+00:00", True),
        (NIGHT, "2026-01-02T10:00:00+00:00", False),
        (NOON, "2026-01-02T11:59:59+00:00", False),
        (NOON, "2026-01-02T12:00:00+00:00", True),
        (NOON, "2026-01-02T13:30:00+00:00", False),
        (BERLIN, "2026-01-02T05:30:00+00:00", False),
        (BERLIN, "2026-07-02T05:30:00+00:00", False),
        (BERLIN, "2026-01-02T04:30:00+00:00", True),
        (BERLIN, "2026-07-02T04:30:00+00:00", False),  # in summer
    ],
)
def test_they_hold_on_the_clocks_of_their_zone(hours: QuietHours, moment: str, expected: bool) -> None:  # noqa: FBT001
    assert hours.hold(datetime.fromisoformat(moment)) is expected


def test_soon_after_means_neither_later_nor_before() -> None:
    now, span = DecisionTime(T0, TellingPolicy()), timedelta(seconds=5)
    assert now.soon_after(T0, span)
    assert now.soon_after(T0 - span, span)
    assert not now.soon_after(T0 - span - timedelta(seconds=1), span)
    assert not now.soon_after(T0 + timedelta(seconds=1), span)
