"""The current status of everything, as values: programs, checks, circuits, incidents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ignis.domain.health.uptime import StackHistory

_HOUR: Final = timedelta(hours=1)
FOR_OPERATORS: Final = frozenset({"clock", "config", "disk", "memory", "process_state", "recoveries", "restart_budget"})
"""Checks that concern only whoever runs the bot as long as they are degraded: members notice nothing."""


@dataclass(frozen=True)
class RestartHold:
    """A program that is not started again before `until`; `reason` is "backoff" or "budget"."""

    program: str
    until: datetime
    reason: str


@dataclass(frozen=True)
class CheckView:
    """`status` is ok, degraded, failing or unknown."""

    name: str
    status: str
    reason: str
    detail: str
    since: datetime | None


@dataclass(frozen=True)
class Diagnosis:
    """What the exporter reports."""

    checks: Sequence[CheckView]
    holds: Sequence[RestartHold]


@dataclass(frozen=True)
class IncidentView:
    """`died` holds the latest moments when its processes ended. `resolved_at` is None while it is open.

    `title` is the relay's own, in English; `kind`, `name` (of the subject) and `resolution` say the same in words.
    """

    number: int
    title: str
    opened_at: datetime
    resolved_at: datetime | None
    died: Sequence[datetime] = ()
    kind: str = ""
    name: str = ""
    resolution: str | None = None


@dataclass(frozen=True)
class ProgramView:
    """`since` is when the running process was started; None if no process runs."""

    name: str
    since: datetime | None


@dataclass(frozen=True)
class CircuitStatus:
    """`state` is closed, open or half_open; `until` is when an open circuit is tried next."""

    name: str
    state: str
    until: datetime | None


@dataclass(frozen=True)
class WorkView:
    """What became of the role changes that the bot was told of since its start, and how many members it knows.

    `late` took more than 30 s; `lost` were not followed. `slowest` is of the last hour, in seconds; None without any.
    """

    seen: int
    followed: int
    late: int
    lost: int
    slowest: float | None
    known: int
    total: int


@dataclass(frozen=True)
class Overview:
    """`diagnosis`, `incidents` and `history` are None if the program that knows them did not answer."""

    programs: Sequence[ProgramView]
    circuits: Sequence[CircuitStatus]
    diagnosis: Diagnosis | None
    incidents: Sequence[IncidentView] | None
    at: datetime
    history: StackHistory | None = None
    work: WorkView | None = None

    @property
    def restarts(self) -> int | None:
        """How many the relay saw in the last hour."""
        if self.incidents is None:
            return None
        return sum(self.at - moment <= _HOUR for one in self.incidents for moment in one.died)

    def for_members(self) -> "Overview":
        """Without what members notice nothing of: degraded checks that only concern operators."""
        if self.diagnosis is None:
            return self
        noticed = [one for one in self.diagnosis.checks if one.status != "degraded" or one.name not in FOR_OPERATORS]
        return replace(self, diagnosis=replace(self.diagnosis, checks=noticed))

    @property
    def well(self) -> bool:
        """No problem is known, and every program answered. The history does not count."""
        return (
            all(program.since is not None for program in self.programs)
            and all(circuit.state == "closed" for circuit in self.circuits)
            and self.diagnosis is not None
            and all(check.status == "ok" for check in self.diagnosis.checks if check.status != "unknown")
            and self.incidents is not None
            and all(one.resolved_at is not None for one in self.incidents)
        )
