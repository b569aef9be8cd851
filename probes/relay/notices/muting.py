"""What is not told at the moment, and why: maintenance, silences, quiet hours, and roots that are not told. Pure."""

from datetime import timedelta
from typing import Final

from probes.relay.incidents.incident import Incident, IncidentKind, Severity, covers
from probes.relay.incidents.outage import OUTAGES
from probes.relay.incidents.severity import severity_of
from probes.relay.notices.actions import Silence
from probes.relay.notices.causes import causes
from probes.relay.notices.notice import Notice, NoticeReason
from probes.relay.notices.policy import DecisionTime
from probes.relay.notices.state import NoticeState

_KNOWN_AT_ONCE: Final = frozenset({IncidentKind.CRASHED, IncidentKind.CONFIG, *OUTAGES})


def silence_of(state: NoticeState, subject: str, now: DecisionTime) -> Silence | None:
    """The silence that covers `subject`; the one that lasts longest, if there are several."""
    found = [one for one in state.silences.values() if one.until > now.at and covers(one.subject, subject)]
    return max(found, key=lambda one: one.until, default=None)


def muted(state: NoticeState, incident: Incident, now: DecisionTime) -> NoticeReason | None:
    """Why operators do not want to hear of it now."""
    if state.pause is not None and state.pause.until > now.at:
        return NoticeReason.PAUSED
    return NoticeReason.SILENCED if silence_of(state, incident.subject, now) else None


def why_untold(state: NoticeState, incident: Incident, now: DecisionTime) -> NoticeReason | None:
    """Why an incident that is not told yet has to wait; None: it is told."""
    if (why := muted(state, incident, now)) is not None:
        return why
    if (
        now.policy.quiet_hours is not None
        and severity_of(incident) is not Severity.CRITICAL
        and incident.kind is not IncidentKind.TEST
        and now.policy.quiet_hours.hold(now.at)
    ):
        return NoticeReason.QUIET_HOURS
    root = root_of(state, incident, now)
    return NoticeReason.HELD_BACK if root is not None and root.number in state.waiting else None


def notice_muted(state: NoticeState, notice: Notice, now: DecisionTime) -> NoticeReason | None:
    """Why a message is not written again now: all that is open of it is muted."""
    if state.pause is None and not state.silences:
        return None
    incidents = [state.incidents[number] for number in notice.incidents]
    reasons = [muted(state, one, now) for one in [one for one in incidents if one.open] or incidents]
    return reasons[0] if all(reasons) else None


def root_of(state: NoticeState, incident: Incident, now: DecisionTime) -> Incident | None:
    """The root cause of `incident`: one that is open or, if `incident` began before its end, was until just now."""
    found = [
        root
        for subject, number in state.roots.items()
        if causes(subject, incident.subject)
        and (root := state.incidents.get(number)) is not None
        and root.number != incident.number
        and not _waits_for(state, root, incident)
        and _explains(root, incident, now)
    ]
    return min(found, key=lambda root: (root.number in state.waiting, not root.open), default=None)


def _waits_for(state: NoticeState, root: Incident, incident: Incident) -> bool:
    """Whether both wait, explain each other, and `incident` is the older one: it stands for the other."""
    waits = root.number in state.waiting and incident.number < root.number
    return waits and causes(incident.subject, root.subject)


def explains(root: Incident, symptom: Incident, now: DecisionTime) -> bool:
    """Whether `symptom` is one of `root` by when both began. What was wrong long before is none.

    The death of a program and an outage are known as of their moment. Everything else is found by asking, now and
    then: its symptoms may be seen first.
    """
    critical = symptom.kind is IncidentKind.ALERT and severity_of(symptom) is Severity.CRITICAL
    if critical and severity_of(root) is not Severity.CRITICAL and not root.subject.startswith("host:"):
        return False  # it would be told by an edit of a message that is less so
    seen_late = now.policy.group_within if root.kind in _KNOWN_AT_ONCE else now.policy.fold_within
    return root.began - symptom.began <= seen_late


def _explains(root: Incident, incident: Incident, now: DecisionTime) -> bool:
    if not explains(root, incident, now):
        return False
    if root.resolved_at is None:
        return True
    return incident.began <= root.resolved_at and timedelta() <= now.at - root.resolved_at < now.policy.outlive_after
