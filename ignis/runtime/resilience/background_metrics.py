"""What Prometheus reads of a program's background work."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ignis.runtime.resilience.background import Background


class BackgroundMetrics(Collector):
    """Registered once a program has its registry. Read at every scrape, in another thread."""

    def __init__(self, background: Background, registry: CollectorRegistry) -> None:
        self._background = background
        registry.register(self)

    def collect(self) -> Iterator[Metric]:
        failures = CounterMetricFamily(
            "ignis_background_failures", "Failures of background work; it is started again.", labels=["work"]
        )
        failing = GaugeMetricFamily(
            "ignis_background_failing", "1 from a failure until a minute of work since.", labels=["work"]
        )
        for view in self._background.views():
            failures.add_metric([view.name], view.failures)
            failing.add_metric([view.name], view.failing)
        yield failures
        yield failing
