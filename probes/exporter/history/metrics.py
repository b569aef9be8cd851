"""What the history costs, and which programs it sees running."""

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from probes.exporter.survey import Survey
from probes.restarts.control import State


class HistoryMetrics:
    def __init__(self, registry: CollectorRegistry, size: Callable[[], float]) -> None:
        self.failures = Counter(
            "ignis_history_write_failures", "Writes to history.db that failed and were tried again.", registry=registry
        )
        Gauge("ignis_history_bytes", "What history.db takes of the disk.", registry=registry).set_function(size)


class ProgramsUp(Collector):
    """Nothing while supervisord does not answer, and nothing of a program that was never asked to run."""

    def __init__(self, last: Callable[[], Survey]) -> None:
        self._last = last

    def collect(self) -> Iterable[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("ignis_program_up", "1 while supervisord says that it runs.", labels=("program",))
        for program in self._last().programs or ():
            if program.wanted:
                gauge.add_metric([program.name], float(program.state is State.RUNNING))
        yield gauge
