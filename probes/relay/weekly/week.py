"""What the digest tells, from the exporter's history. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field

from ignis.runtime.stack.http_shapes import Moment, Shape

WHOLE: Final = "ignis"
SLOTS: Final = 48  # half hours of a day
_CHECK: Final = "check:"
_PROCESS: Final = "process:"
_SLOWEST: Final = 3


class _Subject(Shape):
    uptime: float | None = None
    observed: float = 0.0
    status: tuple[str | None, ...] = ()
    latency_avg_s: tuple[float | None, ...] = ()
    latency_max_s: tuple[float | None, ...] = ()


class PastTrouble(Shape):
    """An incident in the exporter's history."""

    number: int
    subject: str
    kind: str = ""
    title: str
    opened_at: Moment
    resolved_at: Moment | None = None
    deaths: int = 0

    @property
    def span(self) -> timedelta | None:
        return None if self.resolved_at is None else max(self.resolved_at - self.opened_at, timedelta())


class WeekHistory(Shape):
    """The exporter's `GET /history.json?window=7d`."""

    begin: Moment = Field(alias="from")
    to: Moment
    times: tuple[int, ...]
    subjects: Mapping[str, _Subject]
    incidents: tuple[PastTrouble, ...] = ()


@dataclass(frozen=True)
class Slowness:
    """How long a check's answers took, in seconds."""

    check: str
    average: float
    longest: float


@dataclass(frozen=True)
class DayRow:
    """A day on the clocks of the plan's zone: the worst status of each half hour, None where nothing was seen."""

    day: date
    slots: tuple[str | None, ...]


@dataclass(frozen=True)
class Week:
    """`uptime` is the share of what was seen, None if nothing was; `restarts` are by program, the most first."""

    begin: datetime
    end: datetime
    uptime: float | None
    observed: float
    days: tuple[DayRow, ...]
    troubles: tuple[PastTrouble, ...]
    restarts: tuple[tuple[str, int], ...]
    slowest: tuple[Slowness, ...]


def week_of(history: WeekHistory, zone: str) -> Week:
    """The last seven days as the digest tells them."""
    whole = history.subjects.get(WHOLE, _Subject())
    troubles = tuple(one for one in history.incidents if one.opened_at >= history.begin)
    restarts: Counter[str] = Counter()
    for one in troubles:
        if one.deaths and one.subject.startswith(_PROCESS):
            restarts[one.subject.removeprefix(_PROCESS)] += one.deaths
    slowest = sorted(_slowness(history), key=lambda one: one.average, reverse=True)
    return Week(
        history.begin,
        history.to,
        whole.uptime,
        whole.observed,
        tuple(_days(history.times, whole.status, ZoneInfo(zone))),
        troubles,
        tuple(restarts.most_common()),
        tuple(slowest[:_SLOWEST]),
    )


def _slowness(history: WeekHistory) -> Iterator[Slowness]:
    for name, subject in history.subjects.items():
        averages = [one for one in subject.latency_avg_s if one is not None]
        if name.startswith(_CHECK) and averages:
            longest = max((one for one in subject.latency_max_s if one is not None), default=0.0)
            yield Slowness(name.removeprefix(_CHECK), sum(averages) / len(averages), longest)


def _days(times: tuple[int, ...], status: tuple[str | None, ...], zone: ZoneInfo) -> Iterator[DayRow]:
    rows: dict[date, list[str | None]] = {}
    for moment, found in zip(times, status, strict=False):
        there = datetime.fromtimestamp(moment, zone)
        row = rows.setdefault(there.date(), [None] * SLOTS)
        row[there.hour * 2 + there.minute // 30] = found
    yield from (DayRow(day, tuple(slots)) for day, slots in rows.items())
