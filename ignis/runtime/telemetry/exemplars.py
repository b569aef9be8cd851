"""Histograms whose buckets lead to traces: each bucket names one recent trace as its exemplar."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Histogram

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.telemetry.trace_context import current, trace_hex

Place = tuple[str, tuple[str, ...], int]
"""A bucket: the metric's name, its labels' values, and its number."""

_EVERY: Final = 1.0
"""Seconds that an exemplar stays. Nobody follows a thousand a second, and each costs as much as the observation."""

_SYSTEM: Final = SystemClock()


class ExemplarTraces(Protocol):
    """Keeps traces for as long as a bucket names them. TracesMemory is one."""

    def pin(self, place: Place, trace_id: int) -> None:
        """The bucket at `place` names this trace now, and not the one before."""
        ...


class NoTraces:
    """For a process whose traces are kept elsewhere, or not at all."""

    def pin(self, place: Place, trace_id: int) -> None:
        pass


NO_TRACES: Final = NoTraces()


class TracedHistogram:
    """A histogram of seconds with exemplars.

    Example:
        queries = TracedHistogram("ignis_query_seconds", "Queries.", ["query"], buckets=(0.01, 0.1), registry=registry)
        queries.observe(0.02, "find_member")
    """

    def __init__(
        self,
        name: str,
        documentation: str,
        labels: Sequence[str] = (),
        *,
        buckets: Sequence[float],
        registry: CollectorRegistry,
        traces: ExemplarTraces = NO_TRACES,
        clock: Clock = _SYSTEM,
    ) -> None:
        """`buckets` are upper bounds in seconds, in rising order. Labels must be bounded, as everywhere."""
        self._histogram = Histogram(name, documentation, labels, buckets=buckets, registry=registry)
        self._name = name
        self._buckets = buckets
        self._traces = traces
        self._clock = clock
        # the library needs a lock, a comparison and two tuples to find a series, each time
        self._series: dict[tuple[str, ...], Histogram] = {} if labels else {(): self._histogram}
        self._named: dict[tuple[tuple[str, ...], int], float] = {}

    def observe(self, seconds: float, *labels: str) -> None:
        """`labels` in the order of their names. There is no exemplar outside of a recorded trace."""
        series = self._series.get(labels)
        if series is None:
            series = self._series[labels] = self._histogram.labels(*labels)
        here = current.get()
        if here is None or not here.sampled:
            series.observe(seconds)
            return
        bucket, now = bisect_left(self._buckets, seconds), self._clock.monotonic()
        if now < self._named.get((labels, bucket), 0.0):
            series.observe(seconds)
            return
        self._named[labels, bucket] = now + _EVERY
        series.observe(seconds, {"trace_id": trace_hex(here.trace_id)})
        self._traces.pin((self._name, labels, bucket), here.trace_id)
