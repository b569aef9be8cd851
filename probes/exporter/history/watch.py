"""From one look to the next: what counts as observed. Pure.

- What was found holds until the next look, unless that comes too late: then nobody was looking, and the time between is
  not observed. It is never taken for well.
- A span is measured by the clock that is never stepped and ends at the calendar's now. When the calendar is set forward
  the hour it leaps is not observed; when it is set back, the hour that comes again finds its slots full (Tally.within).
- A suspended machine's clock that is never stepped stands still, so its sleep is not observed either.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ignis.runtime.base.clock import Clock
from probes.exporter.history.finding import SubjectStatus
from probes.exporter.history.tally import Tally, by_slot, spell


class Moment(NamedTuple):
    """The same moment by the calendar (milliseconds since the epoch) and by the clock that is never stepped."""

    wall_ms: int
    steady_ms: int


class WatchedSubject(NamedTuple):
    finding: SubjectStatus
    at: Moment


def now(clock: Clock) -> Moment:
    return Moment(milliseconds(clock.now()), round(clock.monotonic() * 1000))


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def since(before: WatchedSubject | None, at: Moment, longest_gap_ms: int) -> Iterator[tuple[int, Tally]]:
    """What has been observed from `before` until `at`, slot by slot."""
    if before is None:
        return
    length = at.steady_ms - before.at.steady_ms
    if 0 < length <= longest_gap_ms:
        for slot, part in by_slot(at.wall_ms - length, at.wall_ms):
            if (found := spell(before.finding.status, part)).observed:
                yield slot, found
