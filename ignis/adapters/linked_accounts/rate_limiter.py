"""Keeps requests to one service within its limit a minute, and stops them when the service asks for a pause."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Final

from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.runtime.base.clock import WaitableClock
from ignis.runtime.resilience.asked_wait import asked_seconds

_MINUTE: Final = 60.0
_DEFAULT_PAUSE: Final = 10.0
"""Seconds without a request after a 429 that has no Retry-After, as Roblox' older hosts send it."""

_LONGEST: Final = 3600.0


class RateLimiter:
    """At most `per_minute` requests in any minute. Refuses who would have to wait for more than `patience_s`.

    Example:
        limiter = RateLimiter("Roblox", per_minute=60, clock=SystemClock())
        await limiter.turn()  # returns when a request may be sent
    """

    def __init__(self, service: str, per_minute: int, clock: WaitableClock, *, patience_s: float = 2.0) -> None:
        self._service = service
        self._per_minute = per_minute
        self._clock = clock
        self._patience = patience_s
        self._sent: deque[float] = deque(maxlen=per_minute)
        self._hold_until = float("-inf")
        self._turn = asyncio.Lock()  # first come, first served

    async def turn(self) -> None:
        """Returns when a request may be sent, and counts it as sent. Raises SourceError."""
        async with self._turn:
            while (wait := self._wait()) > 0:
                if wait > self._patience:
                    raise SourceError(f"{self._service} is left alone for now", RequestOutcome.HELD, wait_s=wait)
                await self._clock.sleep(wait)
            self._sent.append(self._clock.monotonic())

    def learn(self, headers: Mapping[str, str]) -> None:
        """Takes from an answer how many requests are left (`x-ratelimit-…`)."""
        if asked_seconds(headers.get("x-ratelimit-remaining")) == 0:
            self.hold(asked_seconds(headers.get("x-ratelimit-reset")) or 0.0)

    def hold(self, wait_s: float | None) -> None:
        """Nothing is sent for `wait_s` seconds. None: the service has not said how long."""
        wait = min(_DEFAULT_PAUSE if wait_s is None else wait_s, _LONGEST)
        self._hold_until = max(self._hold_until, self._clock.monotonic() + wait)

    def _wait(self) -> float:
        now = self._clock.monotonic()
        full = len(self._sent) == self._per_minute
        return max(self._hold_until - now, self._sent[0] + _MINUTE - now if full else 0.0)
