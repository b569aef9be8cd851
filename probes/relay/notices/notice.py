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

    # a new message
    OPENED = "opened"
    REOPENED = "reopened"  # the same problem again, soon after it was over
    WORSE = "worse"  # it became critical, and an edit would be noticed by nobody
    ESCALATED = "escalated"  # critical, and nobody has acknowledged it
    OUTLIVED = "outlived"  # a symptom that is still there although its root cause is over
    SILENCE_ENDED = "silence_ended"
    PAUSE_ENDED = "pause_ended"
    QUIET_HOURS_ENDED = "quiet_hours_ended"
    # an edit
    NEWS = "news"
    OVER = "over"
    JOINED = "joined"  # one more that began within seconds of the others, or the same one again within seconds
    HELD_BACK = "held_back"  # one more symptom of the same root cause
    FOLDED = "folded"  # the root cause of what was told already
    SEVERITY = "severity"  # it is worse, or less bad, than before
    FLAPPING = "flapping"
    CALM = "calm"  # it no longer comes and goes
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    CONTINUED = "continued"  # the story goes on in a newer message
    # nothing is told, at least not now
    CALMED = "calmed"  # told with the next edit, which is due within seconds
    PAUSED = "paused"
    QUIET_HOURS = "quiet_hours"
    SILENT_END = "silent_end"  # it was over before it could be told
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Notice:
    """One message. `number` identifies it; `incidents` are the numbers it tells of, the one of its title first.

    `held_back` are their symptoms: counted, not told one by one. `revision` is raised whenever the message has to be
    written again. `mention` asks for the operators' role in its first post. `final` means that this is the last edit:
    all of it is over, or `continued_in` says which newer notice goes on with it. `follows` is the notice whose story
    this one continues in a new message. `silenced_until` is the end of the silence that covers all that is open of it.

    `told_at` is when it was posted or edited last, `unsaid` is the news that waits for the next edit, `critical_since`
    when it became critical without anybody who takes care of it, `escalated` means that it was told again for that.
    `loud` means that something critical was open when it was posted: only then does an edit suffice for the next.
    `shows_open` is whether it showed something as open when it was told last. Until `gathers_until` others may join it.

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
    continued_in: int | None = None
    silenced_until: datetime | None = None
    told_at: datetime | None = None
    unsaid: NoticeReason | None = None
    critical_since: datetime | None = None
    escalated: bool = False
    loud: bool = False
    shows_open: bool = True
    gathers_until: datetime | None = None

    @property
    def last_told_at(self) -> datetime:
        return self.told_at or self.opened_at

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


@dataclass(frozen=True)
class NoticeDecision:
    """What is decided, and why. `telling` is the message to post or to write again; None: nothing is told now."""

    reason: NoticeReason
    telling: Telling | None = None
