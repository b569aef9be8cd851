"""The programs that wait at the restart gate, and what is left of their budgets: in `/health`, and as metrics.

Each question reads the files again: a hold is a file that the gate writes.
"""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ignis.runtime.stack.http_shapes import ReportedHold
from probes.restarts import holds
from probes.restarts.policy import RestartPolicy


class Holds(Collector):
    def __init__(self, folder: Path, policy: RestartPolicy) -> None:
        """`folder` is `Home.restarts`."""
        self._folder = folder
        self._policy = policy

    def read(self) -> list[ReportedHold]:
        return [
            ReportedHold(program=hold.program, until=hold.until, reason=hold.reason, crashes=hold.crashes)
            for hold in holds.holds(self._folder).values()
        ]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Every program that was ever started has a sample, which is 0 while the program is not held."""
        gauge = GaugeMetricFamily(
            "ignis_restart_hold_seconds", "Seconds until a program that is held may start, else 0.", labels=("program",)
        )
        for program, left in holds.seconds_left(self._folder).items():
            gauge.add_metric([program], left)
        yield gauge
        gauge = GaugeMetricFamily(
            "ignis_restart_budget_left", "Starts after crashes that are allowed at once.", labels=("program",)
        )
        for program, tokens in holds.budgets_left(self._folder, self._policy).items():
            gauge.add_metric([program], tokens)
        yield gauge
