"""An incident: one problem with one subject, from its start to its end."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AliasChoices, Field

_CAUSES_KEPT = 5
_STEPS_KEPT = 8
_EDGES_KEPT = 16
_DEATHS_KEPT = 20  # the restart policy allows 15 starts an hour

# relay.db calls it `program`, from a time when only programs had incidents. The key on disk stays as it is.
_SubjectName = Annotated[
    str, Field(validation_alias=AliasChoices("program", "subject_name"), serialization_alias="program")
]


class IncidentKind(StrEnum):
    """What went wrong."""

    CRASHED = "crashed"
    HUNG = "hung"
    CONFIG = "config"
    CANNOT_START = "cannot_start"
    OUTGROWN = "outgrown"  # a process that used too much memory
    # conditions: problems of something that is not a process
    CHECK = "check"
    CIRCUIT = "circuit"
    MEMORY = "memory"
    ALERT = "alert"  # from Prometheus
    TEST = "test"  # an operator tries the way to the channel
    # of everything at once, see outage.py
    OUTAGE = "outage"  # supervisord was killed
    MACHINE_OFF = "machine_off"
    ASLEEP = "asleep"  # the machine slept
    STANDSTILL = "standstill"
    # of what keeps the programs
    UNSUPERVISED = "unsupervised"  # supervisord runs, and does not answer


class Severity(StrEnum):
    """How bad an incident is. An alert brings its own; of all others `severity.py` says it."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Resolution(StrEnum):
    """How an incident ended."""

    BACK = "back"
    ANSWERS_AGAIN = "answers_again"
    STOPPED_ON_REQUEST = "stopped_on_request"
    CLEARED = "cleared"
    GONE = "gone"  # it is no longer watched


@dataclass(frozen=True)
class Cause:
    """One line about what happened, and when."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Acknowledgement:
    """Somebody takes care of it. `by` is a name for people."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Incident:
    """One problem with one subject.

    `subject` is its kind and name, such as `process:bot` or `check:database`, and identifies it; `subject_name` is the
    name alone. `shown` is the name for people, in any script, if that is another one.
    `died`, `causes` and `tried` keep the latest few, oldest first. `pid` is the process that was last seen.
    `until` is when the subject is tried again.
    `severity` and `until_told` belong to alerts; `severity.severity_of` says how bad any incident is. `until_told`
    means: the sender gives no end in advance and will say when the alert is over.
    `edges` are the latest moments at which it began, ended, began again; `reopened` counts how often it began again.
    `down` is how long it lasted in all before it began last, or in all if it is over; None: only the edges tell it.

    Example:
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> incident = Incident(1, "process:bot", "bot", IncidentKind.CRASHED, moment)
        >>> incident.open, incident.resolved(moment + timedelta(seconds=9), Resolution.BACK).duration
        (True, datetime.timedelta(seconds=9))
    """

    number: int
    subject: str
    subject_name: _SubjectName
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
    shown: str = ""
    edges: tuple[datetime, ...] = ()
    reopened: int = 0
    acknowledged: Acknowledgement | None = None
    down: timedelta | None = None

    @property
    def name(self) -> str:
        """Its name for people."""
        return self.shown or self.subject_name

    @property
    def open(self) -> bool:
        return self.resolved_at is None

    @property
    def began(self) -> datetime:
        """When it began last."""
        place = 1 if self.open else 2
        return self.edges[-place] if self.reopened and len(self.edges) >= place else self.opened_at

    @property
    def duration(self) -> timedelta | None:
        """How long it lasted, without the time between an end and the next beginning; None while it is open."""
        if self.resolved_at is None:
            return None
        if self.down is not None:
            return self.down
        if self.reopened and len(self.edges) == 2 * (self.reopened + 1):
            return _spans(self.edges)
        return max(self.resolved_at - self.opened_at, timedelta())  # from a file without all of its edges

    def because(self, cause: Cause, kind: IncidentKind, last_words: str | None = None) -> "Incident":
        """With one more cause, and the kind that this cause makes it."""
        causes = (*self.causes, cause)[-_CAUSES_KEPT:]
        return replace(self, causes=causes, kind=kind, last_words=last_words or self.last_words)

    def death(self, at: datetime) -> "Incident":
        """With one more death of a process."""
        return replace(self, deaths=self.deaths + 1, died=(*self.died, at)[-_DEATHS_KEPT:])

    def step(self, what: str) -> "Incident":
        """With one more step that was taken against it."""
        return replace(self, tried=(*self.tried, what)[-_STEPS_KEPT:])

    def edge(self, at: datetime) -> "Incident":
        """With one more moment at which it began or ended."""
        return replace(self, edges=(*self.edges, at)[-_EDGES_KEPT:])

    def resolved(self, at: datetime, resolution: Resolution) -> "Incident":
        """Its end; never before its last beginning, whatever clock says so."""
        at = max(at, self.began)
        before = self.down if self.down is not None else _spans(self.edges[:-1])
        return replace(self.edge(at), resolved_at=at, resolution=resolution, down=before + (at - self.began))

    def again(self, fresh: "Incident", at: datetime) -> "Incident":
        """This one, which is over, as it begins again with `fresh`, which is seen at `at`."""
        began = min(max(fresh.opened_at, self.resolved_at or fresh.opened_at), at)
        return replace(
            fresh,
            number=self.number,
            opened_at=self.opened_at,
            pid=fresh.pid or self.pid,
            deaths=self.deaths,
            died=self.died,
            causes=(*self.causes, *fresh.causes),
            edges=self.edge(began).edges,
            reopened=self.reopened + 1,
            down=self.duration,
        )


def _spans(edges: tuple[datetime, ...]) -> timedelta:
    """The sum of the times from a beginning to its end; the last of `edges` is an end."""
    whole = edges[len(edges) % 2 :]
    return sum((max(end - begin, timedelta()) for begin, end in zip(whole[::2], whole[1::2], strict=True)), timedelta())


def covers(pattern: str, subject: str) -> bool:
    """Whether `subject` is the one that `pattern` names, or one of several if it ends in `*`.

    Example:
        >>> covers("circuit:roblox_*", "circuit:roblox_users"), covers("check:disk", "check:disks")
        (True, False)
    """
    return subject.startswith(pattern[:-1]) if pattern.endswith("*") else subject == pattern
