"""Dice that always show the same."""

from random import Random


class FixedRoll(Random):
    """Every `random()` is `roll`. At 0.5, the default, a jitter is none."""

    def __init__(self, roll: float = 0.5) -> None:
        super().__init__()
        self._roll = roll

    def random(self) -> float:
        return self._roll
