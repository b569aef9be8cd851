"""From one look to the next: what counts as observed. Pure.

- A status holds until the next look. If that look comes too late, the time in between is not observed, and does not
  count as ok.
- The monotonic clock measures the length of a span, the calendar its end. When the calendar is set forward by an hour,
  that hour is not observed. When it is set back, the repeated hour finds its slots full (Tally.within).
- The monotonic clock stands still on a suspended machine, so the time of its sleep is not observed either.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ignis.runtime.base.clock import Clock
from probes.exporter.history.subject_status import SubjectStatus
from probes.exporter.history.tally import Tally, by_slot, time_in


class Moment(NamedTuple):
    """The same moment on the calendar (milliseconds since the epoch) and on the monotonic clock."""

    wall_ms: int
    steady_ms: int


class WatchedSubject(NamedTuple):
    found: SubjectStatus
    at: Moment


def now(clock: Clock) -> Moment:
    return Moment(milliseconds(clock.now()), round(clock.monotonic() * 1000))


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def since(before: WatchedSubject | None, at: Moment, longest_gap_ms: int) -> Iterator[tuple[int, Tally]]:
    """The observed time from `before` until `at`, slot by slot."""
    if before is None:
        return
    length = at.steady_ms - before.at.steady_ms
    if 0 < length <= longest_gap_ms:
        for slot, part in by_slot(at.wall_ms - length, at.wall_ms):
            if (observed := time_in(before.found.status, part)).observed:
                yield slot, observed
