"""Histograms whose buckets lead to traces: each names the last trace that fell into it, as an exemplar."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from prometheus_client import CollectorRegistry, Histogram

from ignis.runtime.trace_context import current, trace_hex

Place = tuple[str, tuple[str, ...], int]
"""A bucket: the metric's name, its labels' values, and its number."""

Keep = Callable[[Place, int], None]
"""Told which trace a bucket names now, so that it is kept for as long as the bucket does."""


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
    ) -> None:
        """`buckets` are upper bounds in seconds, rising; labels must be bounded, as everywhere."""
        self._histogram = Histogram(name, documentation, labels, buckets=buckets, registry=registry)
        self._labelled = bool(labels)
        self._name = name
        self._buckets = buckets
        self._keep = keep

    def observe(self, seconds: float, *labels: str) -> None:
        """`labels` in the order of their names. Outside of a recorded trace there is no exemplar."""
        series = self._histogram.labels(*labels) if self._labelled else self._histogram
        here = current.get()
        if here is None or not here.sampled:
            series.observe(seconds)
            return
        series.observe(seconds, {"trace_id": trace_hex(here.trace_id)})
        self._keep((self._name, labels, bisect_left(self._buckets, seconds)), here.trace_id)
