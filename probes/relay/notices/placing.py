"""Where an incident is told: in the message of its root cause, in that of its group, or in a new one. Pure.

The rules, in this order:
- What operators do not want to hear, and in quiet hours what is not critical, waits (`muting.py`).
- A symptom is held back in the message of its root cause (`causes.py`).
- A root cause takes over a message about its symptoms that was posted a short time ago.
- What fails within seconds of the first of a message joins it. Programs that die so are one message even if some of
  them are back already.
- A test is a message of its own: it joins none, and nothing joins it.
- Everything else is a new message, at once. One that continues an older message says which.
- An edit is noticed by nobody. So what is critical joins or takes over only a message that was critical when it was
  posted, and is a new message otherwise. What is not its symptom stays where it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from probes.relay.incidents.incident import Incident, IncidentKind
from probes.relay.incidents.recurrence import flaps
from probes.relay.notices.causes import causes, is_root
from probes.relay.notices.muting import explains, root_of, why_untold
from probes.relay.notices.notice import Notice, NoticeDecision, NoticeKind, NoticeReason
from probes.relay.notices.policy import DecisionTime
from probes.relay.notices.shaping import Step, critical, is_critical, news, shaped, tell
from probes.relay.notices.state import NoticeState

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_BEGINNINGS: Final = frozenset({NoticeReason.OPENED, NoticeReason.REOPENED})


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
    """After `step`: what has become critical in a message that was not so far goes on in a new one."""
    state, decisions = step
    notice = state.notices[number]
    if notice.loud or notice.final or not critical(state, notice):
        return step
    worse = [
        one
        for number in notice.incidents
        if is_critical(one := state.incidents[number]) and one.open and why_untold(state, one, now) is None
    ]
    state, more = post(state, worse, NoticeReason.WORSE, now)
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
    if not notice.loud and incident.open and is_critical(incident):
        return _rise(state, notice, incident, now)
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
        loud=any(one.open and is_critical(one) for one in incidents),
        gathers_until=now.at + now.policy.group_within if _may_gather(incidents, reason) else None,
    )
    calls = _calls(state, incidents, now)
    notice = replace(notice, mention=bool(calls))
    state = replace(state, mentioned={**state.mentioned, **dict.fromkeys(calls, now.at)}) if calls else state
    state, decisions = tell(state, shaped(state, notice, now), reason, now)
    for old in olds.values():
        state, more = _left(state, old, moved.union(held), number, now)
        decisions += more
    return (replace(state, gathering=number) if notice.gathers_until else state), decisions


def _may_gather(incidents: Iterable[Incident], reason: NoticeReason) -> bool:
    """Whether others may join: a message of what begins now, and no test."""
    return reason in _BEGINNINGS and not any(one.kind is IncidentKind.TEST for one in incidents)


def _calls(state: NoticeState, incidents: Iterable[Incident], now: DecisionTime) -> list[int]:
    """For which of `incidents` somebody is mentioned: what is critical and open, unless that was done just before."""
    if not now.policy.mention:
        return []
    return [
        one.number
        for one in incidents
        if one.open
        and is_critical(one)
        and not timedelta() <= now.at - state.mentioned.get(one.number, _NEVER) < now.mention_every
    ]


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
    """Whether a new problem belongs to `notice`. One that is over already is only joined in a storm of its like."""
    together = _is_death(incident) and all(_is_death(state.incidents[number]) for number in notice.incidents)
    return (
        _gathers(notice, now)
        and incident.kind is not IncidentKind.TEST
        and (together or notice.kind is not NoticeKind.FLAPPING or flaps(incident, now.at))
        and (together or notice.loud or not (incident.open and is_critical(incident)))
        and (together or not notice.final or _storm(state, now))
    )


def _gathers(notice: Notice, now: DecisionTime) -> bool:
    """Whether the first of it began within seconds, and it has room."""
    return (
        notice.continued_in is None
        and notice.gathers_until is not None
        and timedelta() <= notice.gathers_until - now.at <= now.policy.group_within
        and len(notice.incidents) < now.policy.group_size
    )


def _is_death(incident: Incident) -> bool:
    return incident.subject.startswith("process:")


def _rise(state: NoticeState, notice: Notice, incident: Incident, now: DecisionTime) -> Step:
    """Tells of `incident` in a new message, with all that `notice` tells of, because an edit would not be noticed."""
    others = [state.incidents[number] for number in notice.incidents if number != incident.number]
    state, decisions = post(state, [incident, *others], NoticeReason.WORSE, now)
    posted = state.notices[state.told_in[incident.number]]
    risen = replace(posted, gathers_until=notice.gathers_until)
    state = replace(state.keep(risen), gathering=risen.number)
    if notice.final:
        state, more = tell(state, replace(notice, continued_in=risen.number), NoticeReason.CONTINUED, now)
        decisions += more
    return state, decisions


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
        and _symptoms(state, root, notice, now)
    ]


def _symptoms(state: NoticeState, root: Incident, notice: Notice, now: DecisionTime) -> list[int]:
    """What a message tells of `root`'s symptoms that are open."""
    known = (state.incidents[number] for number in notice.incidents)
    return [one.number for one in known if one.open and causes(root.subject, one.subject) and explains(root, one, now)]


def _may_fold(state: NoticeState, root: Incident, notice: Notice, now: DecisionTime) -> bool:
    """Whether an edit is enough: it is as loud as the root cause, and nothing else that is open is told there."""
    still_open = [number for number in notice.incidents if state.incidents[number].open]
    return (notice.loud or not is_critical(root)) and len(_symptoms(state, root, notice, now)) == len(still_open)


def _over(state: NoticeState, root: Incident, told: list[Notice], now: DecisionTime) -> Step:
    """Puts a root cause into a new message, and holds its symptoms back there."""
    reason = NoticeReason.REOPENED if root.reopened else NoticeReason.OPENED
    state, decisions = post(state, [root], reason, now)
    place_of_all = state.notices[state.told_in[root.number]]
    gone: dict[int, frozenset[int]] = {}
    for notice in (state.notices[one.number] for one in told if one.number in state.notices):
        symptoms = _symptoms(state, root, notice, now)
        gone[notice.number] = frozenset((*symptoms, *_taken_along(state, notice, frozenset(symptoms))))
    held_back = dict.fromkeys((*place_of_all.held_back, *(number for one in gone.values() for number in sorted(one))))
    step = news(state, replace(place_of_all, held_back=tuple(held_back)), NoticeReason.HELD_BACK, now, urgent=True)
    for number, left in gone.items():
        if left:
            step = _leaving(step, step[0].notices[number], left, place_of_all.number, now)
    return step[0], (*decisions, *step[1])


def _fold(state: NoticeState, root: Incident, told: list[Notice], now: DecisionTime) -> Step:
    """Puts a root cause into the oldest message about its symptoms, and holds all of them back there."""
    place_of_all = next((one for one in told if _may_fold(state, root, one, now)), None)
    if place_of_all is None:
        return _over(state, root, told, now)
    told = [place_of_all, *(one for one in told if one is not place_of_all)]
    old, along = _what_moves(state, place_of_all, root)
    others = {one.number: one for one in (*told[1:], *([old] if old is not None else []))}
    symptoms = [number for notice in told for number in _symptoms(state, root, notice, now)]
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
