"""Which programs run, as the latest look at supervisord saw it."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from probes.exporter.status.stack_snapshot import StackObserver
from probes.restarts.control import ProgramRunState


class ProgramsUp(Collector):
    """No sample while supervisord does not answer, and none for a program that was never asked to run."""

    def __init__(self, observer: StackObserver) -> None:
        self._observer = observer

    def collect(self) -> Iterable[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("ignis_program_up", "1 while supervisord says that it runs.", labels=("program",))
        for program in self._observer.last.programs or ():
            if program.wanted:
                gauge.add_metric([program.name], float(program.state is ProgramRunState.RUNNING))
        yield gauge
