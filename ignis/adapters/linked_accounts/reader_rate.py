"""How many accounts one person may have looked up in an hour: nobody alone uses up the day's requests of all."""

from typing import Final

from ignis.runtime.base.clock import Clock

_HOUR: Final = 3600.0
_MOST: Final = 1000  # people who are remembered before those who have their whole rate again are forgotten


class ReaderRate:
    """A rate that fills again evenly: who has used it up may ask again once in `3600 / per_hour` seconds.

    Example:
        rate = ReaderRate(60, clock)
        rate.may_ask(user_id)  # True, 60 times; then once a minute
    """

    def __init__(self, per_hour: int, clock: Clock) -> None:
        self._per_hour = per_hour
        self._clock = clock
        self._left: dict[int, tuple[float, float]] = {}  # by person: questions, and when there were so many

    def may_ask(self, reader: int) -> bool:
        """Counts one question if it is allowed."""
        now = self._clock.monotonic()
        left = self._now(reader, now)
        if left < 1:
            return False
        if reader not in self._left and len(self._left) >= _MOST:
            self._left = {one: known for one, known in self._left.items() if self._now(one, now) < self._per_hour}
        self._left[reader] = left - 1, now
        return True

    def _now(self, reader: int, now: float) -> float:
        left, since = self._left.get(reader, (float(self._per_hour), now))
        return min(float(self._per_hour), left + (now - since) * self._per_hour / _HOUR)
