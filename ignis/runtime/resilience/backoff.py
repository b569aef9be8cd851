"""How long to wait between tries of something outside that does not work."""

from collections.abc import Callable, Iterator

_JITTER = 0.2


def delays(random: Callable[[], float], *, first: float = 1.0, longest: float = 60.0) -> Iterator[float]:
    """Seconds without end: `first`, doubled up to `longest`, each ±20 %. `random` gives 0 ≤ x < 1."""
    delay = first
    while True:
        yield delay * (1 + _JITTER * (2 * random() - 1))
        delay = min(longest, delay * 2)
