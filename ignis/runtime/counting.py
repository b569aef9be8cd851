"""Counters that are there before anything has happened."""

from collections.abc import Iterable
from itertools import product

from prometheus_client import Counter


def from_zero(counter: Counter, *values: Iterable[str]) -> None:
    """Every combination of these label values stands at 0, in the order of the counter's labels.

    Prometheus sees growth alone: a series that begins at 1 hides its first event from every rate and increase.
    """
    for combination in product(*values):
        counter.labels(*combination)
