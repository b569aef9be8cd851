"""What is told because time has passed: news that was calmed, symptoms that outlive their root, escalations. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from probes.relay.incidents.incident import Incident, Severity
from probes.relay.incidents.severity import severity_of
from probes.relay.notices.causes import causes
from probes.relay.notices.muting import muted, notice_muted, root_of
from probes.relay.notices.notice import Notice, NoticeDecision, NoticeKind, NoticeReason
from probes.relay.notices.placing import louder, renew
from probes.relay.notices.policy import DecisionTime
from probes.relay.notices.shaping import Step, news, shaped, unsaid
from probes.relay.notices.state import NoticeState
from probes.relay.notices.waiting import expired, gather, release

_TRIAL = timedelta(seconds=10)
"""After the time of the next try it takes so long at most until its result is known."""
_LONGEST_WAIT_FOR_TRIAL = timedelta(minutes=15)


def passed(state: NoticeState, now: DecisionTime) -> Step:
    """All that is due now."""
    state = state.without_final(now.at, kept_for=2 * now.policy.group_within).without_old_past(now.at)
    state = state.without_old_mentions(now.at, now.mention_every)
    state, decisions = release(expired(state, now), now)
    for step in (_outlived, _risen, _escalated, _calmed):
        state, more = step(state, now)
        decisions += more
    return state, decisions


def _outlived(state: NoticeState, now: DecisionTime) -> Step:
    """The symptoms that are still there although their root causes are over."""
    left = {
        number: notice
        for notice in state.notices.values()
        for number in notice.held_back
        if not notice.final
        and number not in state.waiting
        and _has_outlived(state, state.incidents[number], notice, now)
    }
    incidents = [
        state.incidents[number] for number, notice in left.items() if not _still_held(state, number, notice, left, now)
    ]
    return gather(state, incidents, NoticeReason.OUTLIVED, now) if incidents else (state, ())


def _still_held(state: NoticeState, number: int, notice: Notice, left: Mapping[int, Notice], now: DecisionTime) -> bool:
    """Whether another symptom in the same message explains it, and has not outlived the root cause itself."""
    root = root_of(state, state.incidents[number], now)
    return root is not None and root.number not in left and state.told_in.get(root.number) == notice.number


def _has_outlived(state: NoticeState, symptom: Incident, notice: Notice, now: DecisionTime) -> bool:
    roots = [one for number in notice.incidents if causes((one := state.incidents[number]).subject, symptom.subject)]
    if not symptom.open or any(root.open for root in roots):
        return False
    since = now.at - max(
        (root.resolved_at for root in roots if root.resolved_at is not None), default=now.at - now.policy.outlive_after
    )
    on_trial = symptom.until is not None and now.at < symptom.until + _TRIAL and since < _LONGEST_WAIT_FOR_TRIAL
    return not timedelta() <= since < now.policy.outlive_after and not on_trial


def _risen(state: NoticeState, now: DecisionTime) -> Step:
    """What became critical in a message that was not so, and had to wait."""
    decisions: tuple[NoticeDecision, ...] = ()
    for number, notice in state.notices.items():
        if not (notice.loud or notice.final) and notice.critical_since is not None:
            state, decisions = louder((state, decisions), number, now)
    return state, decisions


def _escalated(state: NoticeState, now: DecisionTime) -> Step:
    """What is critical and open, and nobody has taken care of."""
    due = [
        notice
        for notice in state.notices.values()
        if now.policy.escalate_after is not None
        and notice.critical_since is not None
        and not notice.escalated
        and not notice.final
        and now.at - notice.critical_since >= now.policy.escalate_after
        and _is_wanted(state, notice, now)
    ]
    decisions: tuple[NoticeDecision, ...] = ()
    for notice in state.notices.values():
        if notice.critical_since is not None and notice.critical_since > now.at:  # the clock was set back
            state = state.keep(replace(notice, critical_since=now.at))
    for notice in due:
        state, more = renew(state, notice, NoticeReason.ESCALATED, now)
        decisions += more
    return state, decisions


def _is_wanted(state: NoticeState, notice: Notice, now: DecisionTime) -> bool:
    """Whether something critical of it is neither taken care of nor silenced."""
    incidents = (state.incidents[number] for number in notice.incidents)
    return any(
        one.open
        and one.acknowledged is None
        and severity_of(one) is Severity.CRITICAL
        and muted(state, one, now) is None
        for one in incidents
    )


def _calmed(state: NoticeState, now: DecisionTime) -> Step:
    """News that waited for the next edit, and what no longer flaps or is no longer silenced."""
    decisions: tuple[NoticeDecision, ...] = ()
    for notice in state.notices.values():
        if notice.kind is NoticeKind.FLAPPING and shaped(state, notice, now).kind is not NoticeKind.FLAPPING:
            state, more = news(state, notice, NoticeReason.CALM, now)
        elif notice.silenced_until is not None and not notice.final and notice_muted(state, notice, now) is None:
            state, more = news(state, replace(notice, silenced_until=None), NoticeReason.NEWS, now)
        else:
            state, more = unsaid(state, notice, now)
        decisions += more
    return state, decisions
