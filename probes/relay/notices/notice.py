"""A notice: one message in the alert channel, from its first post to its last edit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probes.relay.incidents.incident import Incident


class NoticeKind(StrEnum):
    """What holds the incidents of one message together."""

    INCIDENT = "incident"  # a single one
    GROUP = "group"  # several that began within seconds of each other
    ROOT = "root"  # a root cause, with the symptoms that it holds back
    FLAPPING = "flapping"  # one that comes and goes


class NoticeReason(StrEnum):
    """Why a message is posted, written again, or not. The list is closed, because it becomes a metric's label."""

    OPENED = "opened"
    NEWS = "news"
    OVER = "over"


@dataclass(frozen=True)
class Notice:
    """One message. `number` identifies it; `incidents` are the numbers it tells of, the one of its title first.

    `held_back` are the symptoms of that first one: counted, not told one by one. `revision` is raised whenever the
    message has to be written again. `mention` asks for the operators' role in its first post. `final` means that all
    of it is over, so that this is the last edit. `follows` is the notice whose story it continues in a new message.

    Example:
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> Notice(1, NoticeKind.INCIDENT, (7,), moment).subject_number
        7
    """

    number: int
    kind: NoticeKind
    incidents: tuple[int, ...]
    opened_at: datetime
    held_back: tuple[int, ...] = ()
    revision: int = 1
    reason: NoticeReason = NoticeReason.OPENED
    mention: bool = False
    final: bool = False
    follows: int | None = None

    @property
    def subject_number(self) -> int:
        """The number of the incident that its title is about."""
        return self.incidents[0]


@dataclass(frozen=True)
class Telling:
    """All that a message is made from: a notice, and its incidents as they are now, in the notice's order."""

    notice: Notice
    incidents: tuple[Incident, ...]
    held_back: tuple[Incident, ...] = ()
