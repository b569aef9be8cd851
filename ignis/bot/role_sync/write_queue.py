"""Members for whom something has to be written on Discord: who is next, and when a failed write is tried again. Pure.

A member is here once, however often something changes: what is written is decided at the moment of writing.
"""

from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from random import Random

from ignis.runtime.resilience.backoff import Backoff


class WritePriority(IntEnum):
    """Who comes first."""

    CHANGED = 0  # their roles have just changed
    MISSED = 1  # found by going through all members, or tried again


class WriteQueue:
    """Times are seconds of one clock that never goes back.

    Example:
        queue.add(user_id, WritePriority.CHANGED, look_up=True)
        queue.pop(now)             # (user_id, True)
        queue.failed(user_id, now)  # when it will be popped again
    """

    def __init__(self, backoff: Backoff, random: Random) -> None:
        """A failed write is tried again after the delays of `backoff`."""
        self._backoff = backoff
        self._random = random
        self._waiting: dict[WritePriority, dict[int, None]] = {priority: {} for priority in WritePriority}
        self._priorities: dict[int, WritePriority] = {}
        self._to_look_up: set[int] = set()
        self._failures: dict[int, int] = {}
        self._looks: set[int] = set()
        self._later: list[tuple[float, int, int]] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._priorities)

    @property
    def failing(self) -> int:
        """How many members' last write failed."""
        return len(self._failures)

    def add(self, user_id: int, priority: WritePriority, *, look_up: bool = False) -> None:
        """`look_up`: the member's account has to be looked up first. A member never loses a better priority."""
        if look_up:
            self._to_look_up.add(user_id)
        before = self._priorities.get(user_id)
        if before is not None and before <= priority:
            return
        if before is not None:
            del self._waiting[before][user_id]
        self._waiting[priority][user_id] = None
        self._priorities[user_id] = priority

    def pop(self, now: float) -> tuple[int, bool] | None:
        """Who is next, and whether to look up the account; None if nobody waits."""
        self._requeue_due(now)
        for waiting in self._waiting.values():
            if waiting:
                user_id = next(iter(waiting))
                del waiting[user_id], self._priorities[user_id]
                look_up = user_id in self._to_look_up
                self._to_look_up.discard(user_id)
                return user_id, look_up
        return None

    @property
    def next_at(self) -> float | None:
        """When the next member is to be looked at again; None if none is."""
        return self._later[0][0] if self._later else None

    def failed(self, user_id: int, now: float) -> float:
        """The write is to be tried again; returns when."""
        failures = self._failures[user_id] = self._failures.get(user_id, 0) + 1
        at = now + self._backoff.delay(failures, self._random.random())
        heappush(self._later, (at, next(self._order), user_id))
        return at

    def look_at(self, user_id: int, at: float) -> None:
        """The member is to be looked at then, though nothing failed."""
        self._looks.add(user_id)
        heappush(self._later, (at, next(self._order), user_id))

    def done(self, user_id: int) -> None:
        """Written, or nothing to write: earlier failures no longer count."""
        self._failures.pop(user_id, None)

    def _requeue_due(self, now: float) -> None:
        while self._later and self._later[0][0] <= now:
            _, _, user_id = heappop(self._later)
            if user_id in self._failures or user_id in self._looks:
                self._looks.discard(user_id)
                self.add(user_id, WritePriority.MISSED)
