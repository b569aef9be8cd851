"""Proof that the sync works: how many role changes it has seen, and what became of each of them. Pure.

A change begins when the gateway tells of it and ends when the member's rank is stored and what had to be written on
Discord is written. Changes of one member that come before that end are one. Who leaves needs nothing more.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LATE_AFTER: Final = 30.0
"""Seconds. Mostly it takes three: members are looked at once they have not changed for two."""
LOST_AFTER: Final = 600.0
"""Seconds after which a change that is not followed counts as lost, even if it is tried on."""
_SLOWEST_OF: Final = 3600.0  # seconds


@dataclass(frozen=True)
class FollowFigures:
    """Since the bot's start; `slowest` is of the last hour, in seconds.

    `lost` were given up or not followed in time, or were found only by reading members back. `late` took long, or still
    do: they may be followed or lost in the end. `waiting` are neither followed nor lost.
    """

    seen: int
    followed: int
    late: int
    lost: int
    waiting: int
    slowest: float | None


@dataclass(slots=True)
class _PendingChange:
    since: float
    late: bool = False


class FollowUp:
    """Times are seconds of one clock that never goes back.

    >>> follow_up = FollowUp()
    >>> follow_up.changed(7, now=0)
    >>> follow_up.followed([7], now=3)
    >>> follow_up.figures(now=3)
    FollowFigures(seen=1, followed=1, late=0, lost=0, waiting=0, slowest=3)
    """

    def __init__(self) -> None:
        self._waiting: dict[int, _PendingChange] = {}
        self._slow: deque[tuple[float, float]] = deque()
        self.seen = 0
        self.done = 0
        self.late = 0
        self.lost = 0

    def changed(self, user_id: int, now: float) -> None:
        """The gateway told of other roles."""
        if user_id not in self._waiting:
            self._waiting[user_id] = _PendingChange(now)
            self.seen += 1

    def followed(self, user_ids: Iterable[int], now: float) -> None:
        """Nothing is left to do for them. Of members whose roles have not changed it means nothing."""
        for user_id in user_ids:
            waited = self._waiting.pop(user_id, None)
            if waited is not None:
                self.done += 1
                self._ended(waited, now)

    def given_up(self, user_ids: Iterable[int], now: float) -> None:
        """They cannot be followed."""
        for user_id in user_ids:
            waited = self._waiting.pop(user_id, None)
            if waited is not None:
                self.lost += 1
                self._ended(waited, now)

    def read_back(self, _members: int, different: int) -> None:
        """Satisfies ReadBackObserver: changes that the gateway never told."""
        self.lost += different

    def figures(self, now: float) -> FollowFigures:
        self._look_for_late(now)
        while self._slow and now - self._slow[0][0] > _SLOWEST_OF:
            self._slow.popleft()
        slowest = self._slow[0][1] if self._slow else None
        return FollowFigures(self.seen, self.done, self.late, self.lost, len(self._waiting), slowest)

    @property
    def latest(self) -> FollowFigures:
        """As at the last change: another thread may read it."""
        slowest = max((took for _, took in tuple(self._slow)), default=None)
        return FollowFigures(self.seen, self.done, self.late, self.lost, len(self._waiting), slowest)

    def _ended(self, waited: _PendingChange, now: float) -> None:
        took = now - waited.since
        if took > LATE_AFTER and not waited.late:
            self.late += 1
        while self._slow and self._slow[-1][1] <= took:  # it is slower, and counts for longer
            self._slow.pop()
        self._slow.append((now, took))

    def _look_for_late(self, now: float) -> None:
        lost = list[int]()
        for user_id, waiting in self._waiting.items():  # the longest waiting first
            if now - waiting.since <= LATE_AFTER:
                break
            if not waiting.late:
                waiting.late = True
                self.late += 1
            if now - waiting.since > LOST_AFTER:
                lost.append(user_id)
        self.given_up(lost, now)
