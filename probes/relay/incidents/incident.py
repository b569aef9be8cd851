"""An incident: one trouble with one subject, from its opening to its end."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

_CAUSES_KEPT = 5
_STEPS_KEPT = 8
_DEATHS_KEPT = 20  # the restart policy allows 15 starts an hour


class IncidentKind(StrEnum):
    CRASHED = "crashed"
    HUNG = "hung"
    CONFIG = "config"
    CANNOT_START = "cannot_start"
    OUTGROWN = "outgrown"  # a process that held too much memory
    # conditions: what is not a process
    CHECK = "check"
    CIRCUIT = "circuit"
    MEMORY = "memory"
    ALERT = "alert"  # of Prometheus


class Severity(StrEnum):
    """How bad an alert calls itself; the other kinds say it by what they are."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Resolution(StrEnum):
    BACK = "back"
    ANSWERS_AGAIN = "answers_again"
    STOPPED_ON_REQUEST = "stopped_on_request"
    CLEARED = "cleared"
    GONE = "gone"  # nobody watches it any more


@dataclass(frozen=True)
class Cause:
    at: datetime
    text: str


@dataclass(frozen=True)
class Incident:
    """`died`, `causes` and `tried` hold the latest few, oldest first. `pid` is the process that was last heard of.

    `program` is what the incident is about, where that is no program: the check's or the circuit's name. `until` is
    when it is tried again. `severity` and `until_told` are an alert's: the latter, that whoever sent it names no end
    and will say when it is over.
    """

    number: int
    subject: str
    program: str
    kind: IncidentKind
    opened_at: datetime
    pid: int | None = None
    deaths: int = 0
    died: tuple[datetime, ...] = ()
    causes: tuple[Cause, ...] = ()
    tried: tuple[str, ...] = ()
    last_words: str | None = None
    resolved_at: datetime | None = None
    resolution: Resolution | None = None
    until: datetime | None = None
    severity: Severity | None = None
    until_told: bool = False

    @property
    def open(self) -> bool:
        return self.resolved_at is None

    @property
    def duration(self) -> timedelta | None:
        """How long it lasted; None while it is open. Never negative, whatever the clock did meanwhile."""
        return max(self.resolved_at - self.opened_at, timedelta()) if self.resolved_at else None

    def because(self, cause: Cause, kind: IncidentKind, last_words: str | None = None) -> "Incident":
        causes = (*self.causes, cause)[-_CAUSES_KEPT:]
        return replace(self, causes=causes, kind=kind, last_words=last_words or self.last_words)

    def death(self, at: datetime) -> "Incident":
        return replace(self, deaths=self.deaths + 1, died=(*self.died, at)[-_DEATHS_KEPT:])

    def step(self, what: str) -> "Incident":
        return replace(self, tried=(*self.tried, what)[-_STEPS_KEPT:])

    def resolved(self, at: datetime, resolution: Resolution) -> "Incident":
        return replace(self, resolved_at=at, resolution=resolution)
