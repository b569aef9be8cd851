"""How long the bot was away: from the kill, or from the lost connection, until it is connected to the gateway again."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Stopwatch:
    """Times of any clock, in seconds, the same one in every call.

    Example:
        watch = Stopwatch()
        watch.start("kill", now=10.0)
        watch.look(connected_at=11.9, lost_at=10.0, now=15.0)  # {"deed": "kill", "seconds": 1.9, "running": False}
    """

    deed: str = ""
    began: float | None = None
    ended: float | None = None

    def start(self, deed: str, now: float) -> None:
        self.deed, self.began, self.ended = deed, now, None

    def forget(self, now: float) -> None:
        """Nothing is timed: what was to be timed did not happen."""
        self.deed, self.began, self.ended = "", None, now

    def look(self, *, connected_at: float | None, lost_at: float | None, now: float) -> dict[str, Any] | None:
        """None if the bot was never away.

        `connected_at` is since when the bot is connected, None if it is not; `lost_at` when it last lost a connection.
        """
        self._stop(connected_at)
        over = self.began is None or self.ended is not None
        if over and lost_at is not None and lost_at > (self.ended or 0.0):
            self.start("lost", lost_at)
            self._stop(connected_at)
        if self.began is None:
            return None
        until = now if self.ended is None else self.ended
        return {"deed": self.deed, "seconds": round(until - self.began, 3), "running": self.ended is None}

    def _stop(self, connected_at: float | None) -> None:
        if self.began is not None and self.ended is None and connected_at is not None and connected_at > self.began:
            self.ended = connected_at
