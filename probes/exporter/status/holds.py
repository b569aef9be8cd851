"""The programs that wait at the restart gate, and what is left of their budgets: in `/health`, and as metrics.

Read anew each time: a hold is a file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from probes.restarts import memory
from probes.restarts.policy import RestartPolicy


@dataclass(frozen=True)
class Hold:
    """`program` is not started before `until`; `reason` is `backoff` or `budget`."""

    program: str
    until: datetime
    reason: str


class Holds(Collector):
    def __init__(self, folder: Path, policy: RestartPolicy) -> None:
        """`folder` is `Home.restarts`."""
        self._folder = folder
        self._policy = policy

    def read(self) -> list[Hold]:
        found = memory.holds(self._folder)
        return [Hold(name, datetime.fromtimestamp(one.until, UTC), one.reason) for name, one in found.items()]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Every program that was ever started is there, with 0 while it is not held."""
        gauge = GaugeMetricFamily(
            "ignis_restart_hold_seconds", "Seconds until a program that is held may start, else 0.", labels=("program",)
        )
        for program, left in memory.seconds_left(self._folder).items():
            gauge.add_metric([program], left)
        yield gauge
        gauge = GaugeMetricFamily(
            "ignis_restart_budget_left", "Starts after crashes that are allowed at once.", labels=("program",)
        )
        for program, tokens in memory.budgets_left(self._folder, self._policy).items():
            gauge.add_metric([program], tokens)
        yield gauge
