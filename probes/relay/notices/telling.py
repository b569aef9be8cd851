"""What is told: (state, event, policy) -> (state, decisions). Pure; the door of this room."""

from dataclasses import dataclass, replace
from datetime import datetime

from probes.relay.incidents.incident import Incident
from probes.relay.notices.actions import OperatorAction
from probes.relay.notices.notice import Notice, NoticeDecision, NoticeKind, NoticeReason
from probes.relay.notices.policy import TellingPolicy
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
Step = tuple[NoticeState, tuple[NoticeDecision, ...]]

_DEFAULT = TellingPolicy()


def decide(state: NoticeState, event: NoticeEvent, policy: TellingPolicy = _DEFAULT) -> Step:  # noqa: ARG001
    """The messages to post or to write again because of `event`, and why; a decision without a telling is to be quiet.

    Example:
        >>> from probes.relay.incidents.incident import IncidentKind
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> incident = Incident(7, "process:bot", "bot", IncidentKind.CRASHED, moment)
        >>> state, (decision,) = decide(NoticeState(), IncidentChanged(incident, moment))
        >>> decision.reason.value, decision.telling.notice.incidents
        ('opened', (7,))
    """
    if not isinstance(event, IncidentChanged):
        return state, ()
    known = state.about(event.incident.number)
    notice = (
        Notice(state.next_number, NoticeKind.INCIDENT, (event.incident.number,), event.at)
        if known is None
        else replace(known, revision=known.revision + 1, reason=NoticeReason.NEWS)
    )
    if not event.incident.open:
        notice = replace(notice, reason=NoticeReason.OVER, final=True)
    state = state.keep(notice, event.incident)
    return state.without_final(), (NoticeDecision(notice.reason, state.telling(notice)),)
