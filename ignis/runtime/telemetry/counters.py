"""Counters that exist before anything has happened, and that cost little when it does."""

from collections.abc import Iterable
from itertools import product

from prometheus_client import Counter


def from_zero(counter: Counter, *values: Iterable[str]) -> None:
    """Creates every combination of these label values at 0. `values` are in the order of the labels of the counter.

    Prometheus only sees growth: a series that begins at 1 hides its first event from every rate and increase.

    Example:
        from_zero(transitions, ["bloxlink"], CircuitState)
    """
    for combination in product(*values):
        counter.labels(*combination)


class CounterSeries:
    """Finds the series of a counter without the lock and comparison of the library. For counts in every answer."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._known: dict[tuple[str, ...], Counter] = {}

    def inc(self, *labels: str) -> None:
        """`labels` in the order of their names. Bounded, as everywhere."""
        series = self._known.get(labels)
        if series is None:
            series = self._known[labels] = self._counter.labels(*labels)
        series.inc()
