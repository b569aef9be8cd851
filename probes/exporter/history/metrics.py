"""What the history costs."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge


class HistoryMetrics:
    def __init__(self, registry: CollectorRegistry, size: Callable[[], float]) -> None:
        self.failures = Counter(
            "ignis_history_write_failures", "Writes to history.db that failed and were tried again.", registry=registry
        )
        Gauge("ignis_history_bytes", "What history.db takes of the disk.", registry=registry).set_function(size)
