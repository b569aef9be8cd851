"""The spans of time that a reader can ask for. Their steps begin at multiples of the step's length, UTC. Pure."""

from enum import Enum
from typing import NamedTuple

from probes.exporter.history.tally import DAY_MS, GRAINS, SLOT_MS, Grain


class Window(Enum):
    """Its name in the URL, its number of steps, and a step's milliseconds. The last step is the current one."""

    DAY = "24h", 288, SLOT_MS
    WEEK = "7d", 336, 6 * SLOT_MS
    MONTH = "30d", 360, 24 * SLOT_MS
    QUARTER = "90d", 90, DAY_MS
    YEAR = "365d", 365, DAY_MS

    def __init__(self, label: str, steps: int, step_ms: int) -> None:
        self.label = label
        self.steps = steps
        self.step_ms = step_ms

    @property
    def grain(self) -> Grain:
        """The coarsest table that its steps can be made of."""
        return max((grain for grain in GRAINS if self.step_ms % grain.ms == 0), key=lambda grain: grain.ms)

    def until(self, now_ms: int) -> "Frame":
        last = now_ms // self.step_ms
        return Frame(self, last - self.steps + 1, last, now_ms)


class Frame(NamedTuple):
    """A window that ends now. Steps are numbered from the epoch: `first` and `last` are in it."""

    window: Window
    first: int
    last: int
    now_ms: int

    @property
    def from_ms(self) -> int:
        return self.first * self.window.step_ms

    def length_ms(self, step: int) -> int:
        """How much of the step has passed."""
        return min(self.now_ms - step * self.window.step_ms, self.window.step_ms)


def named(label: str) -> Window | None:
    return next((window for window in Window if window.label == label), None)
