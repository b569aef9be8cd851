"""How long to wait after failures in a row. Pure: the dice are an argument.

The restart gate imports this at every start of a program. So it is a named tuple, and `random` is only imported for the
type checkers: dataclasses and `random` would cost milliseconds.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

_MOST_DOUBLINGS = 30  # beyond it every delay is the longest, and a float could overflow


class Backoff(NamedTuple):
    """Exponential back-off: `first` seconds, doubled after every further failure, never above `longest`.

    `jitter` is the share by which a delay may be shorter or longer, so that what failed together is not tried again
    together.

    >>> [Backoff(first=1, longest=5, jitter=0).delay(failures, roll=0.5) for failures in (1, 2, 3, 4)]
    [1.0, 2.0, 4.0, 5.0]
    """

    first: float
    longest: float
    jitter: float = 0.2

    def delay(self, failures: int, roll: float) -> float:
        """Seconds to wait after `failures` in a row, 1 or more. `roll` is uniform in 0..1."""
        doubled = self.first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS)
        return min(doubled, self.longest) * (1 + self.jitter * (2 * roll - 1))

    def delays(self, random: "Random") -> Iterator[float]:
        """The delays after the first, second, third … failure, without end."""
        failures = 0
        while True:
            failures += 1
            yield self.delay(failures, random.random())


UNTIL_IT_WORKS = Backoff(first=1.0, longest=60.0)
"""For what must come about in the end: 1, 2, 4 … 60 seconds, each ±20 %."""
