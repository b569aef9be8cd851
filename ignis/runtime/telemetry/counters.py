"""Counters that are there before anything has happened, and that cost little when it does."""

from collections.abc import Iterable
from itertools import product

from prometheus_client import Counter


def from_zero(counter: Counter, *values: Iterable[str]) -> None:
    """Every combination of these label values stands at 0, in the order of the counter's labels.

    Prometheus sees growth alone: a series that begins at 1 hides its first event from every rate and increase.
    """
    for combination in product(*values):
        counter.labels(*combination)


class CounterSeries:
    """A counter's series, found again without the library's lock and comparison: for what every answer counts."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._known: dict[tuple[str, ...], Counter] = {}

    def inc(self, *labels: str) -> None:
        """`labels` in the order of their names; bounded, as everywhere."""
        series = self._known.get(labels)
        if series is None:
            series = self._known[labels] = self._counter.labels(*labels)
        series.inc()
