"""What operators can do about incidents, as values. `by` is a name for people: a member's, or an account's."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Acknowledge:
    """Somebody takes care of incident `incident`: it is not escalated any more."""

    incident: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Silence:
    """No message about `subject` (such as `check:disk`, or `check:*`) until `until`. `why` is for people."""

    subject: str
    until: datetime
    by: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Unsilence:
    """The end of the silence of `subject`, before its time."""

    subject: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Pause:
    """Maintenance: nothing is told until `until`, then what is still wrong."""

    until: datetime
    by: str
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Resume:
    """The end of maintenance, before its time."""

    by: str
    at: datetime


OperatorAction = Acknowledge | Silence | Unsilence | Pause | Resume
