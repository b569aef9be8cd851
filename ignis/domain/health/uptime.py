"""How it was: of one window how long it worked, of the last 24 hours step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WHOLE: Final = "ignis"
GATEWAY: Final = "check:discord_gateway"
SUBJECTS: Final[Mapping[str, str]] = {
    WHOLE: "Ignis",
    "check:bot_liveness": "Bot",
    GATEWAY: "Discord",
    "check:database": "Database",
    "check:bloxlink": "Bloxlink",
    "check:roblox": "Roblox",
}
"""What members care about, as the exporter calls it and as it is shown in every language; the whole comes first."""

_ALL: Final = 10_000  # hundredths of a percent
_TOO_LITTLE: Final = 0.01  # of the window: nobody can say yet how it was
_ENOUGH: Final = 0.95  # what is missing of the window need not be mentioned


@dataclass(frozen=True)
class Uptime:
    """`up` and `down` are seconds that were observed, `observed` is their share of the window, 0 to 1."""

    up: float
    down: float
    observed: float

    @property
    def hundredths(self) -> int | None:
        """Of a percent, rounded down, so that 10,000 means without any outage; None: too little was observed."""
        if self.observed < _TOO_LITTLE or self.up + self.down <= 0:
            return None
        if not self.down:
            return _ALL
        # the tiny part makes up for what a division loses: 0.9998 is 9,998 and not 9,997
        return min(_ALL - 1, int(_ALL * self.up / (self.up + self.down) + 1e-6))

    @property
    def observed_percent(self) -> int | None:
        """None where (nearly) all of the window was observed."""
        return int(100 * self.observed) if self.observed < _ENOUGH else None


@dataclass(frozen=True)
class Strip:
    """One subject of `SUBJECTS` over the last 24 hours, the oldest step first.

    A step is ok, degraded or failing, the worst that was found in it; None: nobody looked.
    """

    subject: str
    uptime: Uptime
    steps: Sequence[str | None]

    @property
    def name(self) -> str:
        return SUBJECTS[self.subject]


@dataclass(frozen=True)
class StackHistory:
    """Of Ignis as a whole: `day` and `week`, which is None where it could not be had.

    `strips` are those of `SUBJECTS` that were observed at all in the last 24 hours, in its order; `latency` is the
    gateway's in seconds, step by step, None where there is none.
    """

    day: Uptime
    week: Uptime | None = None
    strips: Sequence[Strip] = ()
    latency: Sequence[float | None] = ()

    @property
    def ping(self) -> int | None:
        """The last known latency in whole milliseconds."""
        return next((round(1000 * one) for one in reversed(self.latency) if one is not None), None)


@dataclass(frozen=True)
class Cell:
    """Several steps together: how many of those that were observed were degraded, how many failing."""

    observed: int
    degraded: int
    failing: int


def cells(steps: Sequence[str | None], count: int) -> tuple[Cell, ...]:
    """The steps in `count` cells of (nearly) the same length; a step is in two cells where there are too few."""
    return tuple(_cell(part) for part in _parts(steps, count))


def _cell(steps: Sequence[str | None]) -> Cell:
    known = [step for step in steps if step in {"ok", "degraded", "failing"}]
    return Cell(len(known), known.count("degraded"), known.count("failing"))


def _parts(steps: Sequence[str | None], count: int) -> Iterator[Sequence[str | None]]:
    for place in range(count):
        begin = place * len(steps) // count
        yield steps[begin : max(begin + 1, (place + 1) * len(steps) // count)]
