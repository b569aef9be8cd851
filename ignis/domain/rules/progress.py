"""The progress bar: `│███████░░░░░│`, twelve blocks of points against the rank's limit."""

from dataclasses import dataclass

WIDTH = 12
_FULL, _EMPTY, _FRAME = "█", "░", "│"


@dataclass(frozen=True, slots=True)
class Progress:
    points: int
    limit: int

    @property
    def reached(self) -> bool:
        return self.points >= self.limit

    @property
    def extra(self) -> int:
        """Points beyond the limit; they keep counting."""
        return max(0, self.points - self.limit)

    @property
    def bar(self) -> str:
        filled = blocks(self.points, self.limit)
        return f"{_FRAME}{_FULL * filled}{_EMPTY * (WIDTH - filled)}{_FRAME}"


def blocks(points: int, limit: int) -> int:
    """How many of the twelve are full: all of them only at the limit, at least one for any point, none below zero.

    Whole numbers only: a float would round 10⁹ - 1 of 10⁹ up to a full bar.
    """
    if points >= limit or limit <= 0:
        return WIDTH
    if points <= 0:
        return 0
    return max(1, points * WIDTH // limit)
