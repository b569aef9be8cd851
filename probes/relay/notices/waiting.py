"""What waits because of a silence, maintenance or quiet hours, and how it is told afterwards. Pure.

- After a silence and after maintenance: what is still wrong, in a new message, even if it was told before; unless it
  was short and the message about it still says what is the case.
- After quiet hours: what is still wrong or happened meanwhile, in one message.
- A symptom of a root cause that waits, waits with it.
"""

from collections.abc import Iterable, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta

from probes.relay.incidents.incident import Incident, covers
from probes.relay.notices.causes import causes
from probes.relay.notices.muting import muted, root_of, why_untold
from probes.relay.notices.notice import Notice, NoticeDecision, NoticeReason
from probes.relay.notices.placing import place, post
from probes.relay.notices.policy import DecisionTime
from probes.relay.notices.shaping import Step, is_critical
from probes.relay.notices.state import NoticeState

_WAITING_KEPT = 1000

_AFTER = {
    NoticeReason.SILENCED: NoticeReason.SILENCE_ENDED,
    NoticeReason.PAUSED: NoticeReason.PAUSE_ENDED,
    NoticeReason.QUIET_HOURS: NoticeReason.QUIET_HOURS_ENDED,
    NoticeReason.HELD_BACK: NoticeReason.OUTLIVED,
}


def changed(state: NoticeState, incident: Incident, now: DecisionTime) -> Step:
    """News of an incident that waits and is in no message."""
    why = why_untold(state, incident, now)
    if why is None and incident.open:
        return place(state.no_longer_waiting([incident.number]), incident, NoticeReason.OPENED, now)
    why = why or state.waiting[incident.number]
    return state.wait(incident, why), (NoticeDecision(why),)


def lift(state: NoticeState, silences: Iterable[str], now: DecisionTime, *, pause: bool) -> NoticeState:
    """Without `silences`, and without the maintenance if `pause`. What they kept from being told is then released."""
    ended, pause = frozenset(silences) & state.silences.keys(), pause and state.pause is not None
    if not ended and not pause:
        return state
    left = {subject: one for subject, one in state.silences.items() if subject not in ended}
    after = replace(state, silences=left, pause=None if pause else state.pause)
    why = NoticeReason.PAUSED if pause else NoticeReason.SILENCED
    lifted = [state.silences[subject] for subject in ended]
    for notice in state.notices.values():
        for number in () if notice.final else notice.incidents:
            incident = state.incidents[number]
            since = [one.at for one in lifted if covers(one.subject, incident.subject)]
            since += [state.pause.at] if pause and state.pause is not None else []
            if (
                since
                and not _is_known(notice, incident, min(since), now)
                and incident.open
                and number not in after.waiting
                and not muted(after, incident, now)
            ):
                after = after.wait(incident, why)
    return after


def _is_known(notice: Notice, incident: Incident, quiet_since: datetime, now: DecisionTime) -> bool:
    """Whether the message says what is the case, and is not so old that nobody remembers it."""
    risen = is_critical(incident) and not notice.loud
    changed = risen or notice.unsaid is not None or incident.began >= quiet_since
    return not changed and now.soon_after(quiet_since, now.policy.retell_after)


def expired(state: NoticeState, now: DecisionTime) -> NoticeState:
    """Without the silences and the maintenance whose time is over."""
    silences = [subject for subject, one in state.silences.items() if one.until <= now.at]
    if state.pause is not None and state.pause.until <= now.at:
        state = lift(state, (), now, pause=True)
    return lift(state, silences, now, pause=False) if silences else state


def release(state: NoticeState, now: DecisionTime) -> Step:
    """Tells what does not have to wait any more."""
    state, decisions = _without_silent_ends(state, now)
    by_reason: dict[NoticeReason, list[Incident]] = {}
    for number, why in state.waiting.items():
        incident = state.incidents[number]
        if (incident.open or why is NoticeReason.QUIET_HOURS) and why_untold(state, incident, now) is None:
            by_reason.setdefault(_AFTER[why], []).append(incident)
    for reason, incidents in by_reason.items():
        state, more = gather(state, incidents, reason, now)
        decisions += more
    if by_reason:  # the symptoms that waited with them
        state, more = release(state, now)
        decisions += more
    return state, decisions


def gather(state: NoticeState, incidents: Sequence[Incident], reason: NoticeReason, now: DecisionTime) -> Step:
    """Tells of `incidents` in one message, their symptoms held back."""
    state = state.no_longer_waiting(one.number for one in incidents)
    waits = {one.number: why for one in incidents if (why := why_untold(state, one, now)) is not None}
    for one in incidents:
        if one.number in waits:
            state = state.wait(one, waits[one.number])
    incidents = [one for one in incidents if one.number not in waits]
    roots = {one.number: root_of(state, one, now) for one in incidents}
    first = [one for one in incidents if _comes_first(one, roots[one.number], roots.keys())]
    state, decisions = post(state, first, reason, now)
    told = {one.number for one in first}
    for one in incidents:
        if one.number not in told:
            state, more = place(state, one, reason, now)
            decisions += more
    return state, decisions


def _comes_first(incident: Incident, root: Incident | None, batch: AbstractSet[int]) -> bool:
    """Whether it is no symptom; of two that explain each other the older one is none."""
    if root is None:
        return True
    return root.number in batch and incident.number < root.number and causes(incident.subject, root.subject)


def _without_silent_ends(state: NoticeState, now: DecisionTime) -> Step:
    """Without what was over before it could be told. It stays for a moment, because its symptoms may outlive it."""
    over = [
        number
        for number, why in state.waiting.items()
        if why is not NoticeReason.QUIET_HOURS
        and (ended := state.incidents[number].resolved_at) is not None
        and not timedelta() <= now.at - ended < now.policy.outlive_after
    ]
    if (too_many := len(state.waiting) - len(over) - _WAITING_KEPT) > 0:
        rest = [
            number for number in state.waiting if not state.incidents[number].open and number not in frozenset(over)
        ]
        over += rest[:too_many]
    if not over:
        return state, ()
    state = state.no_longer_waiting(over).without_untold()
    return state, (NoticeDecision(NoticeReason.SILENT_END),) * len(over)
