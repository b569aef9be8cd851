"""How many sessions a bot may begin: the `session_start_limit` of `GET /gateway/bot`. Pure; `now` is in seconds."""

import math
from typing import Any


class SessionStarts:
    """A window of `per` seconds that opens with its first session; when it ends, all of them are there again."""

    def __init__(self, limit: int, per: float) -> None:
        self._limit = limit
        self._per = per
        self._used = 0
        self._ends = -math.inf

    def take(self, now: float) -> bool:
        """Whether one more may begin; it is counted."""
        if now >= self._ends:
            self._used, self._ends = 0, now + self._per
        if self._used >= self._limit:
            return False
        self._used += 1
        return True

    def discords_form(self, now: float) -> dict[str, Any]:
        """As Discord tells it; `reset_after` in milliseconds, 0 while nothing is used."""
        open_ = now < self._ends
        return {
            "total": self._limit,
            "remaining": self._limit - (self._used if open_ else 0),
            "reset_after": math.ceil((self._ends - now) * 1000) if open_ else 0,
            "max_concurrency": 1,
        }
