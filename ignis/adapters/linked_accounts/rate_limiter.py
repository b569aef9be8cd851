"""Keeps requests to one service within what it allows a minute, and away from it when it asks for that."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError, seconds

_MINUTE: Final = 60.0
_UNTOLD: Final = 10.0
"""Seconds to leave a service alone that answers 429 without a Retry-After, as Roblox' older hosts do."""

_LONGEST: Final = 3600.0


class RateLimiter:
    """Whoever has to wait for more than `patience_s` is turned away."""

    def __init__(
        self,
        service: str,
        per_minute: int,
        monotonic: Callable[[], float],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience_s: float = 2.0,
    ) -> None:
        self._service = service
        self._per_minute = per_minute
        self._monotonic = monotonic
        self._sleep = sleep
        self._patience = patience_s
        self._sent: deque[float] = deque(maxlen=per_minute)
        self._hold_until = float("-inf")
        self._turn = asyncio.Lock()  # first come, first served

    async def turn(self) -> None:
        """Returns when a request may be sent, which then counts as sent. Raises SourceError."""
        async with self._turn:
            while (wait := self._wait()) > 0:
                if wait > self._patience:
                    raise SourceError(f"{self._service} is left alone for now", RequestOutcome.HELD, wait_s=wait)
                await self._sleep(wait)
            self._sent.append(self._monotonic())

    def learn(self, headers: Mapping[str, str]) -> None:
        """Takes to heart what an answer says of what is left (`x-ratelimit-…`)."""
        if seconds(headers.get("x-ratelimit-remaining")) == 0:
            self.hold(seconds(headers.get("x-ratelimit-reset")) or 0.0)

    def hold(self, wait_s: float | None) -> None:
        """Nothing is sent for so long. None: the service has not said how long."""
        wait = min(_UNTOLD if wait_s is None else wait_s, _LONGEST)
        self._hold_until = max(self._hold_until, self._monotonic() + wait)

    def _wait(self) -> float:
        now = self._monotonic()
        full = len(self._sent) == self._per_minute
        return max(self._hold_until - now, self._sent[0] + _MINUTE - now if full else 0.0)
