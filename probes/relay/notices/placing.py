"""Where an incident is told: in the message of its root cause, in that of its group, or in a new one. Pure.

The rules, in this order:
- What operators do not want to hear, and in quiet hours what is not critical, waits (`muting.py`).
- A symptom is held back in the message of its root cause (`causes.py`).
- A root cause takes over a message about its symptoms that was posted a short time ago.
- What fails within seconds of the first of a message joins it.
- A test is a message of its own: it joins none, and nothing joins it.
- Everything else is a new message, at once. One that continues an older message says which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.recurrence import flaps
from probes.relay.notices.causes import causes, is_root
from probes.relay.notices.muting import root_of, why_untold
from probes.relay.notices.notice import Notice, NoticeDecision, NoticeKind, NoticeReason
from probes.relay.notices.policy import DecisionTime
from probes.relay.notices.shaping import Step, critical, news, shaped, tell
from probes.relay.notices.state import NoticeState


def place(state: NoticeState, incident: Incident, reason: NoticeReason, now: DecisionTime) -> Step:
    """Tells of an incident that no message tells of as it is now; `reason` is that of a new message."""
    why = why_untold(state, incident, now)
    if why is not None and not incident.open and why is not NoticeReason.QUIET_HOURS:
        return state, (NoticeDecision(NoticeReason.SILENT_END),)
    if why is not None:
        return state.wait(incident, why), (NoticeDecision(why),)
    state = state.know(incident)
    root = root_of(state, incident, now)
    notice = state.about(root.number) if root is not None else None
    if notice is not None and incident.number not in notice.incidents:
        return _hold_back(state, notice, incident, now)
    if is_root(incident.subject) and incident.open and (told := _told_of_symptoms(state, incident, now)):
        return _fold(state, incident, told, now)
    gathering = state.notices.get(state.gathering or 0)
    if gathering is not None and _may_join(state, gathering, incident, now):
        return _join(state, gathering, incident, now)
    return post(state, [incident], reason, now)


def post(
    state: NoticeState,
    incidents: Sequence[Incident],
    reason: NoticeReason,
    now: DecisionTime,
) -> Step:
    """Tells of `incidents` in a new message, or in several if they are many, whatever told of them before."""
    decisions: tuple[NoticeDecision, ...] = ()
    for first in range(0, len(incidents), now.policy.group_size):
        state, more = _post(state, incidents[first : first + now.policy.group_size], reason, now)
        decisions += more
    return state, decisions


def louder(step: Step, number: int, now: DecisionTime) -> Step:
    """After `step`: a message that has become critical is posted again if it has to mention somebody."""
    state, decisions = step
    notice = state.notices[number]
    if not now.policy.mention or notice.mention or notice.final or not critical(state, notice):
        return step
    if why_untold(state, state.incidents[notice.subject_number], now) is not None:
        return step
    state, more = renew(state, notice, NoticeReason.WORSE, now)
    return state, (*decisions, *more)


def renew(state: NoticeState, notice: Notice, reason: NoticeReason, now: DecisionTime) -> Step:
    """Goes on with what is under way of `notice` in a new message, which somebody notices."""
    incidents = [state.incidents[number] for number in notice.incidents]
    return post(state, [one for one in incidents if one.open] or incidents, reason, now)


def _hold_back(state: NoticeState, notice: Notice, symptom: Incident, now: DecisionTime) -> Step:
    old, along = _what_moves(state, notice, symptom)
    held_back = tuple(dict.fromkeys((*notice.held_back, symptom.number, *along)))
    step = news(state, replace(notice, held_back=held_back), NoticeReason.HELD_BACK, now)
    return _leaving(step, old, (symptom.number, *along), notice.number, now)


def _join(state: NoticeState, notice: Notice, incident: Incident, now: DecisionTime) -> Step:
    old, along = _what_moves(state, notice, incident)
    held_back = dict.fromkeys((*notice.held_back, *along))
    notice = replace(
        notice,
        incidents=tuple(dict.fromkeys((*notice.incidents, incident.number))),
        held_back=tuple(number for number in held_back if number != incident.number),
    )
    step = news(state, notice, NoticeReason.JOINED, now)
    return louder(_leaving(step, old, (incident.number, *along), notice.number, now), notice.number, now)


def _what_moves(state: NoticeState, to: Notice, incident: Incident) -> tuple[Notice | None, list[int]]:
    """The older message of `incident`, if it is another one than `to`, and the symptoms that leave it as well."""
    old = state.about(incident.number)
    if old is None or old.number == to.number:
        return None, []
    return old, _taken_along(state, old, frozenset({incident.number}))


def _leaving(step: Step, old: Notice | None, gone: Iterable[int], to: int, now: DecisionTime) -> Step:
    """After `step`, which told of `gone` in the message `to`: they are no longer in their older one."""
    if old is None:
        return step
    state, decisions = step
    state, more = _left(state, old, frozenset(gone), to, now)
    return state, (*decisions, *more)


def _post(state: NoticeState, incidents: Sequence[Incident], reason: NoticeReason, now: DecisionTime) -> Step:
    for one in incidents:
        state = state.know(one)
    moved = frozenset(one.number for one in incidents)
    olds = {old.number: old for one in incidents if (old := state.about(one.number)) is not None}
    held = [number for old in olds.values() for number in _taken_along(state, old, moved)]
    number = state.next_number
    notice = Notice(
        number,
        NoticeKind.INCIDENT,
        tuple(one.number for one in incidents),
        now.at,
        held_back=tuple(held),
        follows=_follows(state, olds, incidents),
        escalated=reason is NoticeReason.ESCALATED,
    )
    notice = replace(notice, mention=now.policy.mention and critical(state, notice))
    state, decisions = tell(state, shaped(state, notice, now), reason, now)
    for old in olds.values():
        state, more = _left(state, old, moved.union(held), number, now)
        decisions += more
    if any(one.kind is IncidentKind.TEST for one in incidents):
        return state, decisions
    return replace(state, gathering=number), decisions


def _taken_along(state: NoticeState, old: Notice, moved: frozenset[int]) -> list[int]:
    """The symptoms that follow their root cause into its new message."""
    if old.final:
        return []
    left = [state.incidents[number] for number in old.incidents if number not in moved]
    gone = [state.incidents[number] for number in old.incidents if number in moved]
    return [
        number
        for number in old.held_back
        if number not in moved
        and state.incidents[number].open
        and not _explained(state.incidents[number], [one for one in left if one.open])
        and (not left or _explained(state.incidents[number], gone))
    ]


def _explained(symptom: Incident, roots: Iterable[Incident]) -> bool:
    return any(causes(root.subject, symptom.subject) for root in roots)


def _left(state: NoticeState, old: Notice, gone: frozenset[int], continued_in: int, now: DecisionTime) -> Step:
    """The message from which the incidents `gone` went to another one."""
    if old.final and old.unsaid is None:
        return state, ()
    left = tuple(number for number in old.incidents if number not in gone)
    if not left and not gone.isdisjoint(old.incidents):
        ended = shaped(state, replace(old, continued_in=continued_in), now)
        return tell(state, ended, NoticeReason.CONTINUED, now)
    held_back = tuple(number for number in old.held_back if number not in gone)
    return news(state, replace(old, incidents=left, held_back=held_back), NoticeReason.NEWS, now)


def _follows(state: NoticeState, olds: dict[int, Notice], incidents: Sequence[Incident]) -> int | None:
    if olds:
        return max(olds)
    past = [state.past[one.number].number for one in incidents if one.reopened and one.number in state.past]
    return max(past, default=None)


def _may_join(state: NoticeState, notice: Notice, incident: Incident, now: DecisionTime) -> bool:
    """Whether a new problem belongs to `notice`. One that is over already is only joined in a storm."""
    return (
        notice.continued_in is None
        and incident.kind is not IncidentKind.TEST
        and (notice.kind is not NoticeKind.FLAPPING or flaps(incident, now.at))
        and now.soon_after(notice.opened_at, now.policy.group_within)
        and len(notice.incidents) < now.policy.group_size
        and (not notice.final or _storm(state, now))
    )


def _storm(state: NoticeState, now: DecisionTime) -> bool:
    young = sum(now.soon_after(one.opened_at, now.policy.group_within) for one in state.notices.values())
    return young >= now.policy.storm_from


def _told_of_symptoms(state: NoticeState, root: Incident, now: DecisionTime) -> list[Notice]:
    """The messages of a short time ago that tell of symptoms of `root`, the oldest first."""
    return [
        notice
        for notice in state.notices.values()
        if not notice.final
        and now.soon_after(notice.opened_at, now.policy.fold_within)
        and _symptoms(state, root, notice)
    ]


def _symptoms(state: NoticeState, root: Incident, notice: Notice) -> list[int]:
    """What a message tells of `root`'s symptoms that are open."""
    known = (state.incidents[number] for number in notice.incidents)
    return [one.number for one in known if one.open and causes(root.subject, one.subject)]


def _fold(state: NoticeState, root: Incident, told: list[Notice], now: DecisionTime) -> Step:
    """Puts a root cause into the oldest message about its symptoms, and holds all of them back there."""
    place_of_all = told[0]
    old, along = _what_moves(state, place_of_all, root)
    others = {one.number: one for one in (*told[1:], *([old] if old is not None else []))}
    symptoms = [number for notice in told for number in _symptoms(state, root, notice)]
    held = [number for notice in told[1:] for number in _taken_along(state, notice, frozenset(symptoms))]
    gone = frozenset((root.number, *symptoms, *held, *along))
    rest = tuple(number for number in place_of_all.incidents if number not in gone)
    held_back = dict.fromkeys((*place_of_all.held_back, *symptoms, *held, *along))
    notice = replace(
        place_of_all,
        incidents=(root.number, *rest),
        held_back=tuple(number for number in held_back if number != root.number),
    )
    state, decisions = news(state, notice, NoticeReason.FOLDED, now, urgent=True)
    for other in others.values():
        state, more = _left(state, other, gone, notice.number, now)
        decisions += more
    return louder((state, decisions), notice.number, now)
