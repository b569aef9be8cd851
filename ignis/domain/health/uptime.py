"""How long Ignis worked in a window of time, and what happened in the last 24 hours, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WHOLE: Final = "ignis"
GATEWAY: Final = "check:discord_gateway"
SUBJECTS: Final[Mapping[str, str]] = {
    WHOLE: "ignis",
    "check:bot_liveness": "bot",
    GATEWAY: "discord",
    "check:database": "database",
    "check:bloxlink": "bloxlink",
    "check:roblox": "roblox",
}
"""The subjects that matter to members: the exporter's name, and the word by which texts call it (`health.subject`)."""

_ALL: Final = 10_000  # hundredths of a percent
_TOO_LITTLE: Final = 0.01  # of the window: with less, there is nothing to say yet
_ENOUGH: Final = 0.95  # of the window: the missing rest is not worth a mention


@dataclass(frozen=True)
class Uptime:
    """`up` and `down` are observed seconds, `observed` is their share of the window, 0 to 1.

    >>> Uptime(up=9_999, down=1, observed=1).hundredths
    9999
    """

    up: float
    down: float
    observed: float

    @property
    def hundredths(self) -> int | None:
        """Of a percent, rounded down: 10,000 means no outage at all. None if too little was observed."""
        if self.observed < _TOO_LITTLE or self.up + self.down <= 0:
            return None
        if not self.down:
            return _ALL
        # the tiny part compensates the division's loss: 0.9998 is 9,998 and not 9,997
        return min(_ALL - 1, int(_ALL * self.up / (self.up + self.down) + 1e-6))

    @property
    def observed_percent(self) -> int | None:
        """None if (nearly) all of the window was observed."""
        return int(100 * self.observed) if self.observed < _ENOUGH else None


@dataclass(frozen=True)
class Strip:
    """One subject of `SUBJECTS` over the last 24 hours, the oldest step first.

    A step has the worst status in it (ok, degraded or failing), and None if nothing was observed.
    """

    subject: str
    uptime: Uptime
    steps: Sequence[str | None]

    @property
    def word(self) -> str:
        return SUBJECTS[self.subject]


@dataclass(frozen=True)
class StackHistory:
    """`day` and `week` are the uptime of Ignis as a whole; `week` is None if the exporter did not give it.

    `strips` are those of `SUBJECTS` that were observed in the last 24 hours, in the same order. `latency` is the
    gateway's in seconds, step by step, and None if a step has none.
    """

    day: Uptime
    week: Uptime | None = None
    strips: Sequence[Strip] = ()
    latency: Sequence[float | None] = ()

    @property
    def ping(self) -> int | None:
        """The latest known latency in whole milliseconds."""
        return next((round(1000 * one) for one in reversed(self.latency) if one is not None), None)


@dataclass(frozen=True)
class Cell:
    """Several steps together: how many were observed, and how many of those were degraded or failing."""

    observed: int
    degraded: int
    failing: int


def cells(steps: Sequence[str | None], count: int) -> tuple[Cell, ...]:
    """The steps in `count` cells of (nearly) the same length. With too few steps, a step is in several cells."""
    return tuple(_cell(part) for part in _parts(steps, count))


def _cell(steps: Sequence[str | None]) -> Cell:
    known = [step for step in steps if step in {"ok", "degraded", "failing"}]
    return Cell(len(known), known.count("degraded"), known.count("failing"))


def _parts(steps: Sequence[str | None], count: int) -> Iterator[Sequence[str | None]]:
    for place in range(count):
        begin = place * len(steps) // count
        yield steps[begin : max(begin + 1, (place + 1) * len(steps) // count)]
