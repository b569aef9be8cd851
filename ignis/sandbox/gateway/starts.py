"""How many sessions a bot may begin: the `session_start_limit` of `GET /gateway/bot`. Pure; `now` is in seconds."""

import math
from typing import Any


class SessionStarts:
    """A window of `per` seconds that opens with its first session. When it ends, the whole limit is available again."""

    def __init__(self, limit: int, per: float) -> None:
        self._limit = limit
        self._per = per
        self._used = 0
        self._ends = -math.inf

    def take(self, now: float) -> bool:
        """Return whether one more session may begin, and count it."""
        if now >= self._ends:
            self._used, self._ends = 0, now + self._per
        if self._used >= self._limit:
            return False
        self._used += 1
        return True

    def discords_form(self, now: float) -> dict[str, Any]:
        """In Discord's form. `reset_after` is in milliseconds, 0 while no session was begun."""
        open_ = now < self._ends
        return {
            "total": self._limit,
            "remaining": self._limit - (self._used if open_ else 0),
            "reset_after": math.ceil((self._ends - now) * 1000) if open_ else 0,
            "max_concurrency": 1,
        }
