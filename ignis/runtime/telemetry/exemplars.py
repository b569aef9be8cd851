"""Histograms whose buckets lead to traces: each names a trace that fell into it lately, as an exemplar."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from prometheus_client import CollectorRegistry, Histogram

from ignis.runtime.telemetry.trace_context import current, trace_hex

Place = tuple[str, tuple[str, ...], int]
"""A bucket: the metric's name, its labels' values, and its number."""

Keep = Callable[[Place, int], None]
"""Told which trace a bucket names now, so that it is kept for as long as the bucket does."""

_EVERY: Final = 1.0
"""Seconds that a bucket's exemplar stands: nobody follows a thousand a second, and each costs as much as the rest."""


def no_trace(_place: Place, _trace_id: int) -> None:
    """The Keep of a process whose traces are kept elsewhere, or not at all."""


class TracedHistogram:
    def __init__(
        self,
        name: str,
        documentation: str,
        labels: Sequence[str] = (),
        *,
        buckets: Sequence[float],
        registry: CollectorRegistry,
        keep: Keep = no_trace,
        now: Callable[[], float] = monotonic,
    ) -> None:
        """`buckets` are upper bounds in seconds, rising; labels must be bounded, as everywhere."""
        self._histogram = Histogram(name, documentation, labels, buckets=buckets, registry=registry)
        self._name = name
        self._buckets = buckets
        self._keep = keep
        self._now = now
        # the library finds a series by a lock, a comparison and two tuples, each time
        self._series: dict[tuple[str, ...], Histogram] = {} if labels else {(): self._histogram}
        self._named: dict[tuple[tuple[str, ...], int], float] = {}

    def observe(self, seconds: float, *labels: str) -> None:
        """`labels` in the order of their names. Outside of a recorded trace there is no exemplar."""
        series = self._series.get(labels)
        if series is None:
            series = self._series[labels] = self._histogram.labels(*labels)
        here = current.get()
        if here is None or not here.sampled:
            series.observe(seconds)
            return
        bucket, now = bisect_left(self._buckets, seconds), self._now()
        if now < self._named.get((labels, bucket), 0.0):
            series.observe(seconds)
            return
        self._named[labels, bucket] = now + _EVERY
        series.observe(seconds, {"trace_id": trace_hex(here.trace_id)})
        self._keep((self._name, labels, bucket), here.trace_id)
