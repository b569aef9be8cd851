"""Which programs run, as the last look at supervisord saw it."""

from collections.abc import Callable, Iterable

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from probes.exporter.status.stack_snapshot import StackSnapshot
from probes.restarts.control import ProgramRunState


class ProgramsUp(Collector):
    """Nothing while supervisord does not answer, and nothing of a program that was never asked to run."""

    def __init__(self, last: Callable[[], StackSnapshot]) -> None:
        self._last = last

    def collect(self) -> Iterable[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("ignis_program_up", "1 while supervisord says that it runs.", labels=("program",))
        for program in self._last().programs or ():
            if program.wanted:
                gauge.add_metric([program.name], float(program.state is ProgramRunState.RUNNING))
        yield gauge
