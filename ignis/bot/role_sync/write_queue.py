"""Members for whom Discord has to be asked to write something: who comes next, and who is tried again when. Pure.

A member stands here once, however often something changes: what is to be written is decided when it is written.
"""

from collections.abc import Callable
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count


class WritePriority(IntEnum):
    """Who comes first."""

    CHANGED = 0  # their roles have just changed
    MISSED = 1  # found by going through everybody, or tried again


class WriteQueue:
    def __init__(self, *, first: float, most: float, jitter: Callable[[], float]) -> None:
        """A failed write is tried again after `first` seconds, then twice as long, up to `most`.

        `jitter` gives a factor around 1: what failed together is not tried again together.
        """
        self._first = first
        self._most = most
        self._jitter = jitter
        self._waiting: dict[WritePriority, dict[int, None]] = {turn: {} for turn in WritePriority}
        self._turns: dict[int, WritePriority] = {}
        self._to_ask: set[int] = set()
        self._failures: dict[int, int] = {}
        self._later: list[tuple[float, int, int]] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._turns)

    @property
    def failing(self) -> int:
        """How many have failed and are not written yet."""
        return len(self._failures)

    def add(self, user_id: int, turn: WritePriority, *, ask: bool = False) -> None:
        """`ask`: the member's account has to be looked up first. Nobody loses a better turn."""
        if ask:
            self._to_ask.add(user_id)
        had = self._turns.get(user_id)
        if had is not None and had <= turn:
            return
        if had is not None:
            del self._waiting[had][user_id]
        self._waiting[turn][user_id] = None
        self._turns[user_id] = turn

    def take(self, now: float) -> tuple[int, bool] | None:
        """Who is next, and whether to look up the account; None while there is nobody."""
        self._wake(now)
        for waiting in self._waiting.values():
            if waiting:
                user_id = next(iter(waiting))
                del waiting[user_id], self._turns[user_id]
                ask = user_id in self._to_ask
                self._to_ask.discard(user_id)
                return user_id, ask
        return None

    @property
    def next_at(self) -> float | None:
        """When the next failed one is due; None when there is none."""
        return self._later[0][0] if self._later else None

    def failed(self, user_id: int, now: float) -> float:
        """To be tried again; returns when."""
        failures = self._failures.get(user_id, 0)
        self._failures[user_id] = failures + 1
        delay = min(self._first * 2.0 ** min(failures, 30), self._most) * self._jitter()
        at = now + delay
        heappush(self._later, (at, next(self._order), user_id))
        return at

    def done(self, user_id: int) -> None:
        """Written, or nothing to write: forgets what failed."""
        self._failures.pop(user_id, None)

    def _wake(self, now: float) -> None:
        while self._later and self._later[0][0] <= now:
            _, _, user_id = heappop(self._later)
            if user_id in self._failures:
                self.add(user_id, WritePriority.MISSED)
