"""How often the alert webhook may be asked: Discord's limits, kept from this side. Pure; moments are monotonic seconds.

Discord allows 5 requests in 2 s to a webhook, and 30 in 60 s to its channel. A bucket that fills up again while it is
emptied would let through nearly twice as many, so what counts is each request of the last minute. A request counts
from when it was answered: Discord counted it before that, so Discord never sees more than is allowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter


class Route(StrEnum):
    """The kinds of requests to a webhook. Discord counts each kind in a bucket of its own."""

    POST = "post"
    EDIT = "edit"


@dataclass(frozen=True)
class RequestLimit:
    """At most `count` requests in any `seconds`."""

    count: int
    seconds: float


LIMITS: Final = (RequestLimit(5, 2.0), RequestLimit(30, 60.0))
LONGEST_HOLD: Final = 900.0
"""Seconds. No stored hold is longer: the calendar was stepped."""

_MOST: Final = max(limit.count for limit in LIMITS)
_NOT_YET: Final = float("-inf")


@dataclass(frozen=True)
class StoredLimits:
    """`SendLimits` as they outlive the process: by the calendar."""

    spent: tuple[datetime, ...] = ()
    holds: Mapping[Route, datetime] = field(default_factory=dict[Route, datetime])


STORED: Final = TypeAdapter(StoredLimits)


@dataclass(frozen=True)
class SendLimits:
    """`spent`: the moments of the latest requests, oldest first. `holds`: until when Discord asked to be left alone.

    `allowed` are the limits; the last one is the longest.

    Example:
        >>> limits = SendLimits()
        >>> for moment in (10.0, 10.1, 10.2, 10.3, 10.4):
        ...     limits = limits.begun(moment)
        >>> limits.free_at(Route.POST)
        12.0
    """

    spent: tuple[float, ...] = ()
    holds: Mapping[Route, float] = field(default_factory=dict[Route, float])
    allowed: tuple[RequestLimit, ...] = LIMITS

    def free_at(self, route: Route) -> float:
        """From when on the next request is allowed."""
        full = [self.spent[-one.count] + one.seconds for one in self.allowed if len(self.spent) >= one.count]
        return max([*full, self.holds.get(route, _NOT_YET)])

    def begun(self, now: float) -> "SendLimits":
        """With one more request."""
        return replace(self, spent=(*self.spent, now)[-max(one.count for one in self.allowed) :])

    def answered(self, now: float) -> "SendLimits":
        """With the end of the request that was begun last."""
        return replace(self, spent=(*self.spent[:-1], now))

    def held(self, routes: tuple[Route, ...], until: float) -> "SendLimits":
        """Discord asked for no request of these kinds before `until`."""
        return replace(self, holds={**self.holds, **{one: max(until, self.holds.get(one, until)) for one in routes}})

    def stored(self, now: float, at: datetime) -> StoredLimits:
        """As they are kept; `now` and `at` are the same moment on both clocks."""
        return StoredLimits(
            tuple(at + timedelta(seconds=one - now) for one in self.spent),
            {route: at + timedelta(seconds=until - now) for route, until in self.holds.items() if until > now},
        )


def resumed(stored: StoredLimits, now: float, at: datetime) -> SendLimits:
    """The limits of an earlier process. The newest request may have been cut off: it counts from now.

    What lies in the future was kept before the calendar was set back: it counts from now as well.
    """
    past = [now + min((one - at).total_seconds(), 0.0) for one in stored.spent]
    spent = (*past[:-1], now) if past else ()
    left = {route: (until - at).total_seconds() for route, until in stored.holds.items()}
    return SendLimits(
        tuple(sorted(spent))[-_MOST:],
        {route: now + seconds for route, seconds in left.items() if 0 < seconds <= LONGEST_HOLD},
    )


def lost(now: float) -> SendLimits:
    """The limits when it is not known what an earlier process has sent: as if it had sent all that is allowed, evenly.

    So the first request goes out after two seconds, and further ones every two seconds.
    """
    minute = LIMITS[-1]
    step = minute.seconds / minute.count
    return SendLimits(tuple(now - step * number for number in reversed(range(minute.count))))
