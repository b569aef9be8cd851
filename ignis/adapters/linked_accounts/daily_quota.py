"""A limit of requests in any 24 hours, remembered in `ignis.db`, with a reserve for the more urgent ones.

It counts by the hour, over the last 24 full hours and the current one. So whenever the day of the service begins,
none of its days holds more than the limit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, Final

from ignis.adapters.database.database import Database
from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.adapters.stores.request_counts import RequestCounts
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import AccountUrgency, StorageError

_HOUR: Final = 3600
_HOURS: Final = 24
_RESERVED: Final = {AccountUrgency.CHANGED: 0.0, AccountUrgency.READER: 0.1, AccountUrgency.BACKGROUND: 0.5}
"""The share of the limit that each urgency leaves to the more urgent ones."""


def hour_of(now: datetime) -> int:
    return int(now.timestamp()) // _HOUR


@dataclass(frozen=True)
class QuotaLeft:
    """`more_at` is when the oldest counted requests no longer count. None while there are none."""

    limit: int
    left: int
    more_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        return {
            "limit": self.limit,
            "left": self.left,
            "more_at": self.more_at.isoformat() if self.more_at else None,
        }


def left(calls: dict[int, int], limit: int, hour: int) -> QuotaLeft:
    """`calls` by hour. Hours in the future are from before the clock was set back; they count."""
    counted = {then: number for then, number in calls.items() if then >= hour - _HOURS and number}
    oldest = min(counted, default=None)
    more_at = None if oldest is None else datetime.fromtimestamp(0, UTC) + timedelta(hours=oldest + _HOURS + 1)
    return QuotaLeft(limit, max(0, limit - sum(counted.values())), more_at)


def spendable(quota: QuotaLeft, urgency: AccountUrgency) -> int:
    """How many requests are left to this urgency, without what it leaves to the more urgent ones."""
    return max(0, ceil(quota.left - quota.limit * _RESERVED[urgency]))


def may_spend(quota: QuotaLeft, urgency: AccountUrgency) -> bool:
    return spendable(quota, urgency) > 0


class DailyQuota:
    """`key` names what is counted. It is not a secret.

    Example:
        quota = DailyQuota(database, "bloxlink 1f2e", 500, clock, log)
        await quota.load()
        await quota.take(AccountUrgency.READER)
    """

    def __init__(self, database: Database, key: str, limit: int, clock: Clock, log: Logger) -> None:
        self._counts = RequestCounts(database, key)
        self._limit = limit
        self._clock = clock
        self._log = log
        self._calls: dict[int, int] = {}

    async def load(self) -> None:
        """Call it once, before anything is spent. Raises StorageError."""
        hour = hour_of(self._clock.now())
        for then, calls in await self._counts.load():
            # a future hour was counted by a wrong clock: the latest that it can have been is now
            self._calls[min(then, hour)] = self._calls.get(min(then, hour), 0) + calls

    def left(self) -> QuotaLeft:
        return left(self._calls, self._limit, hour_of(self._clock.now()))

    async def take(self, urgency: AccountUrgency) -> None:
        """Counts one request on disk, before it is sent. Raises SourceError if none is left for this urgency."""
        quota = self.left()
        if not may_spend(quota, urgency):
            wait = (quota.more_at - self._clock.now()).total_seconds() if quota.more_at else None
            raise SourceError(f"the day's budget of {self._limit} requests is spent", RequestOutcome.SPENT, wait_s=wait)
        hour = hour_of(self._clock.now())
        counted = {then: number for then, number in self._calls.items() if then >= hour - _HOURS}
        self._calls = counted | {hour: counted.get(hour, 0) + 1}  # a new dict: metrics read it from another thread
        await self._remember(hour, self._calls[hour])

    async def _remember(self, hour: int, calls: int) -> None:
        """A number that cannot be written now is part of the next one that can."""
        try:
            await self._counts.store(hour, calls, oldest=hour - _HOURS)
        except StorageError as error:
            self._log.warning("a request is counted in memory alone", problem=str(error))


@dataclass(frozen=True)
class QuotaShare:
    """What requests of one urgency may take of a quota."""

    quota: DailyQuota
    urgency: AccountUrgency

    async def take(self) -> None:
        """Raises SourceError if none is left for this urgency."""
        await self.quota.take(self.urgency)
