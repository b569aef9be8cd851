"""When the weekly digest is due. Pure.

The rules:
- It is due once a week, at a day and an hour of a time zone.
- It is sent late, once, if nothing ran at that time. Where none was ever sent, the first one is due next week.
- A clock that was years ahead for a while costs no digest: a last one that lies in the future counts as now.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class WeeklyPlan:
    """`day` is one of `DAYS`, `hour` 0 to 23 on the clocks of `zone`."""

    day: str = "monday"
    hour: int = 9
    zone: str = "UTC"

    def latest(self, now: datetime) -> datetime:
        """When it was last due.

        Example:
            >>> early = datetime.fromisoformat("2026-01-05T11:59:00+00:00")  # a Monday, 08:59 in São Paulo
            >>> WeeklyPlan(zone="America/Sao_Paulo").latest(early).isoformat()
            '2025-12-29T09:00:00-03:00'
        """
        there = now.astimezone(ZoneInfo(self.zone))
        back = (there.weekday() - DAYS.index(self.day)) % len(DAYS)
        moment = datetime.combine(there.date() - timedelta(days=back), time(self.hour), ZoneInfo(self.zone))
        return moment if moment <= now else datetime.combine(moment.date() - WEEK, time(self.hour), moment.tzinfo)

    def due(self, last: datetime | None, now: datetime) -> bool:
        """Whether one is due at `now`; `last` is when the last one was sent, or since when they are sent at all."""
        return last is not None and min(last, now) < self.latest(now)
