"""The programs that wait at the restart gate, and what is left of their budgets: in `/health`, and as metrics.

Read anew each time: a hold is a file.
"""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from probes.restarts import holds
from probes.restarts.holds import GateHold
from probes.restarts.policy import RestartPolicy


class Holds(Collector):
    def __init__(self, folder: Path, policy: RestartPolicy) -> None:
        """`folder` is `Home.restarts`."""
        self._folder = folder
        self._policy = policy

    def read(self) -> list[GateHold]:
        return list(holds.holds(self._folder).values())

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Every program that was ever started is there, with 0 while it is not held."""
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
