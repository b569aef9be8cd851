"""What is told: (state, event, policy) -> (state, decisions). Pure; the door of this room.

A message begins in `placing.py`, goes on in `following.py`, and is written again when time has passed in `due.py`. What
operators do not want to hear now is in `waiting.py`, the table of root causes in `causes.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from probes.relay.incidents.incident import Acknowledgement, Incident
from probes.relay.notices import due, waiting
from probes.relay.notices.actions import Acknowledge, OperatorAction, Pause, Resume, Silence, Unsilence
from probes.relay.notices.following import follow
from probes.relay.notices.muting import notice_muted, silence_of
from probes.relay.notices.notice import NoticeDecision, NoticeReason
from probes.relay.notices.placing import place
from probes.relay.notices.policy import DecisionTime, TellingPolicy
from probes.relay.notices.shaping import Step, tell
from probes.relay.notices.state import NoticeState


@dataclass(frozen=True)
class IncidentChanged:
    """An incident was opened, updated or resolved."""

    incident: Incident
    at: datetime


@dataclass(frozen=True)
class Tick:
    """A second has passed: what was calmed, silenced, or waits for an escalation may be due."""

    at: datetime


NoticeEvent = IncidentChanged | OperatorAction | Tick

_DEFAULT = TellingPolicy()


def decide(state: NoticeState, event: NoticeEvent, policy: TellingPolicy = _DEFAULT) -> Step:
    """The messages to post or to write again because of `event`, and why; a decision without a telling is to be quiet.

    Example:
        >>> from probes.relay.incidents.incident import IncidentKind
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> incident = Incident(7, "process:bot", "bot", IncidentKind.CRASHED, moment)
        >>> state, (decision,) = decide(NoticeState(), IncidentChanged(incident, moment))
        >>> decision.reason.value, decision.telling.notice.incidents
        ('opened', (7,))
    """
    if state.notices and not state.told_in:
        state = state.indexed()
    now = DecisionTime(event.at, policy)
    match event:
        case IncidentChanged():
            return _changed(state, event.incident, now)
        case Tick():
            return due.passed(state, now)
        case Acknowledge():
            return _acknowledged(state, event, now)
        case Silence():
            return _silenced(state, event, now)
        case Pause():
            return replace(state, pause=event), (NoticeDecision(NoticeReason.PAUSED),)
        case Unsilence() | Resume():
            silences = [event.subject] if isinstance(event, Unsilence) else []
            lifted = waiting.lift(state, silences, now, pause=isinstance(event, Resume))
            return waiting.release(lifted, now)


def _changed(state: NoticeState, incident: Incident, now: DecisionTime) -> Step:
    notice = state.about(incident.number)
    if notice is not None:
        return follow(state, notice, incident, now)
    if incident.number in state.waiting:
        return waiting.changed(state, incident, now)
    again = incident.reopened and incident.open
    return place(state, incident, NoticeReason.REOPENED if again else NoticeReason.OPENED, now)


def _silenced(state: NoticeState, silence: Silence, now: DecisionTime) -> Step:
    """Says so, once, in every message that is silenced with it."""
    state = replace(state, silences={**state.silences, silence.subject: silence})
    decisions: tuple[NoticeDecision, ...] = (NoticeDecision(NoticeReason.SILENCED),)
    for notice in state.notices.values():
        covering = silence_of(state, state.incidents[notice.subject_number].subject, now)
        if notice.final or covering is None or covering.until == notice.silenced_until:
            continue
        if notice_muted(state, notice, now) is NoticeReason.SILENCED:
            until = replace(notice, silenced_until=covering.until)
            state, more = tell(state, until, NoticeReason.SILENCED, now)
            decisions += more
    return state, decisions


def _acknowledged(state: NoticeState, action: Acknowledge, now: DecisionTime) -> Step:
    """For an incident that is known here; the incident engine records it in the incident itself."""
    incident = state.incidents.get(action.incident)
    if incident is None or incident.acknowledged is not None:
        return state, (NoticeDecision(NoticeReason.UNCHANGED),)
    return _changed(state, replace(incident, acknowledged=Acknowledgement(action.by, action.at)), now)
