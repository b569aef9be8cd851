"""What the history costs."""

from prometheus_client import CollectorRegistry, Counter, Gauge

from probes.exporter.history.archive import Archive


class HistoryMetrics:
    def __init__(self, registry: CollectorRegistry, archive: Archive) -> None:
        self.failures = Counter(
            "ignis_history_write_failures", "Writes to history.db that failed and were tried again.", registry=registry
        )
        size = Gauge("ignis_history_bytes", "What history.db takes of the disk.", registry=registry)
        size.set_function(archive.bytes)
