"""A message as its incidents make it: its kind and title, whether it is over, and when it is written again. Pure."""

from dataclasses import replace
from datetime import timedelta

from probes.relay.incidents.incident import Incident, IncidentKind, Severity
from probes.relay.incidents.recurrence import FLAPPING_EDGES, flaps
from probes.relay.incidents.severity import badness, severity_of
from probes.relay.notices.muting import notice_muted
from probes.relay.notices.notice import Notice, NoticeDecision, NoticeKind, NoticeReason
from probes.relay.notices.policy import DecisionTime
from probes.relay.notices.state import NoticeState

Step = tuple[NoticeState, tuple[NoticeDecision, ...]]


def shaped(state: NoticeState, notice: Notice, now: DecisionTime) -> Notice:
    """`notice` as its incidents are now. What is worst and open comes first, if the first one is less so.

    It flaps if the one of its title does.
    """
    incidents = [state.incidents[number] for number in notice.incidents]
    flapping = [len(one.edges) >= FLAPPING_EDGES and flaps(one, now.at) for one in incidents]
    ranks = [_rank(one, flapping=comes_and_goes) for one, comes_and_goes in zip(incidents, flapping, strict=True)]
    worst = ranks.index(max(ranks))
    order = notice.incidents
    if ranks[worst] > ranks[0]:
        order = (order[worst], *order[:worst], *order[worst + 1 :])
        flapping[0] = flapping[worst]
    still_open = [one for one in incidents if one.open]
    under_way = still_open or flapping[0] or any(state.incidents[number].open for number in notice.held_back)
    unattended = any(one.acknowledged is None and is_critical(one) for one in still_open)
    return replace(
        notice,
        kind=_kind(notice, flapping=flapping[0]),
        incidents=order,
        final=notice.continued_in is not None or not under_way,
        critical_since=(notice.critical_since or now.at) if unattended else None,
    )


def critical(state: NoticeState, notice: Notice) -> bool:
    """Whether something critical of it is open."""
    incidents = (state.incidents[number] for number in notice.incidents)
    return any(one.open and is_critical(one) for one in incidents)


def tell(state: NoticeState, notice: Notice, reason: NoticeReason, now: DecisionTime) -> Step:
    """Posts a message, or writes it again."""
    revision = notice.revision + 1 if notice.told_at else notice.revision
    shows_open = any(state.incidents[number].open for number in notice.incidents)
    notice = replace(notice, revision=revision, reason=reason, told_at=now.at, unsaid=None, shows_open=shows_open)
    state = state.keep(notice)
    return state, (NoticeDecision(reason, state.telling(notice)),)


def news(state: NoticeState, notice: Notice, reason: NoticeReason, now: DecisionTime, *, urgent: bool = False) -> Step:
    """Writes a message again: now, or with the next edit, if the last one was just before or operators want quiet."""
    if not (urgent or _is_due(notice, now) or _begins(state, notice)):  # which also bounds what a storm costs
        return state.keep(replace(notice, unsaid=reason)), (NoticeDecision(NoticeReason.CALMED),)
    before, notice = notice.kind, shaped(state, notice, now)
    began, ended = (one is NoticeKind.FLAPPING for one in (notice.kind, before))
    if began is not ended:
        reason = NoticeReason.FLAPPING if began else NoticeReason.CALM
    elif notice.final and notice.continued_in is None:
        reason = NoticeReason.OVER
    quiet = None if notice.final else notice_muted(state, notice, now)
    if quiet is not None:
        return state.keep(replace(notice, unsaid=reason)), (NoticeDecision(quiet),)
    return tell(state, notice, reason, now)


def unsaid(state: NoticeState, notice: Notice, now: DecisionTime) -> Step:
    """Writes a message again if it has news that waited for long enough."""
    if notice.unsaid is None or not (_is_due(notice, now) or _begins(state, notice)):
        return state, ()
    state, decisions = news(state, notice, notice.unsaid, now)
    return state, tuple(one for one in decisions if one.telling is not None)


def _is_due(notice: Notice, now: DecisionTime) -> bool:
    """Whether it may be written again. A message about one incident always may: the engine calms its lines."""
    every = now.policy.flapping_edit_every if notice.kind is NoticeKind.FLAPPING else now.policy.edit_every
    calmed = notice.kind is not NoticeKind.INCIDENT
    return not (calmed and timedelta() <= now.at - notice.last_told_at < every)


def _begins(state: NoticeState, notice: Notice) -> bool:
    """Whether something of it is open, and it shows nothing so."""
    return not notice.shows_open and any(state.incidents[number].open for number in notice.incidents)


def _kind(notice: Notice, *, flapping: bool) -> NoticeKind:
    if flapping:
        return NoticeKind.FLAPPING
    if len(notice.incidents) > 1:
        return NoticeKind.GROUP
    return NoticeKind.ROOT if notice.held_back else NoticeKind.INCIDENT


def _rank(incident: Incident, *, flapping: bool) -> tuple[bool, bool, int, bool]:
    """How far to the front it belongs. What was seen here comes before what somebody else's rule says of it."""
    ended = flapping and not incident.open
    return incident.open, ended, badness(severity_of(incident)), incident.kind is not IncidentKind.ALERT


def is_critical(incident: Incident) -> bool:
    """Whether it is, open or not."""
    return severity_of(incident) is Severity.CRITICAL
