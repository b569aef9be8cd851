"""When the next write may be sent to Discord: an even pace, and two kinds of pauses. Pure.

- Between two requests there are `1 / per_second` seconds.
- After a 403 the next request waits one second longer. Discord bans an address for 10,000 refusals in ten minutes; with
  the pause there are 600 at most.
- While Discord's circuit is open nothing is sent until it is tried again. A 429 that discord.py could not wait
  out opens it, and so do 5xx answers and silence.
"""

from typing import Final

PAUSE_AFTER_403: Final = 1.0
"""Seconds, for all requests and not only those about the member."""


class RequestPace:
    """Times are seconds of one clock that never goes back.

    >>> pace = RequestPace(per_second=2)
    >>> pace.reserve(now=10), pace.reserve(now=10)
    (10, 10.5)
    >>> pace.pause_after_403(now=10)
    >>> pace.reserve(now=10)
    12.0
    """

    def __init__(self, per_second: float) -> None:
        self.interval = 1 / per_second
        self._next_at = 0.0
        self._paused_until = 0.0

    def reserve(self, now: float) -> float:
        """The moment for the next request. Nobody else gets it."""
        at = max(now, self._next_at)
        self._next_at = at + self.interval
        return at

    def pause_after_403(self, now: float) -> None:
        self._next_at = max(self._next_at, now) + PAUSE_AFTER_403

    def pause_until(self, at: float) -> None:
        """Discord's circuit is open until then."""
        self._paused_until = at

    def paused_for(self, now: float) -> float:
        """Seconds until the circuit lets requests through again; 0 or less if it does."""
        return self._paused_until - now
