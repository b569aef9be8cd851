"""Incidents of conditions: (state, a check, circuit, memory or alert) -> (state, decisions). Pure.

The rules:
- One incident per subject, such as `check:database`. It opens when the condition is wrong, and is resolved once, when
  it is right again or no longer watched. Both follow from the condition itself and not from a change of it, so
  a restart or a lost look neither repeats nor loses one.
- What cannot be known changes nothing: then there is no observation.
- An open incident keeps its first and its newest line. A new line is told once a minute at most: what comes sooner is
  calmed, and told when the minute is over. A new severity or a new `until` is told at once, with the newest line.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from probes.relay.incidents.decisions import Decision, DecisionAction, DecisionReason
from probes.relay.incidents.incident import Cause, Incident, Resolution
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.recurrence import begin
from probes.relay.incidents.state import EngineState, Step, same_moment

_REWRITE_EVERY = timedelta(minutes=1)


def decide(state: EngineState, observation: Condition) -> Step:
    """What the condition changes; nothing if its incident already says so."""
    known = state.open.get(observation.subject)
    if observation.wrong:
        return _opened(state, observation) if known is None else _changed(state, known, observation)
    return (state, ()) if known is None else _resolved(state, known, observation)


def _opened(state: EngineState, observation: Condition) -> Step:
    cause = Cause(observation.since, observation.text)
    incident = Incident(
        state.next_number,
        observation.subject,
        observation.name,
        observation.kind,
        observation.since,
        causes=(cause,),
        until=observation.until,
        severity=observation.severity,
        until_told=observation.until_told,
        shown=observation.shown,
    )
    action, incident = begin(state, incident, observation.at)
    incident = replace(incident, causes=_first_and_newest(incident.causes))
    return _keep(state, incident, action, DecisionReason.WRONG)


def tell_calmed(state: EngineState, now: datetime) -> Step:
    """The news that was calmed for long enough."""
    decisions: tuple[Decision, ...] = ()
    for subject, news in state.calmed.items():
        known = state.open.get(subject)
        if known is not None and not _is_calmed(known, now):
            state, more = _tell(state, known, replace(news, at=now))
            decisions += more
    return state, decisions


def _changed(state: EngineState, known: Incident, observation: Condition) -> Step:
    same_line = observation.text == known.causes[-1].text
    if observation.severity != known.severity or not _same_until(observation.until, known.until):
        return _tell(state, known, observation)
    if same_line:
        return state.uncalm(observation.subject), ()
    if not _is_calmed(known, observation.at):
        return _tell(state, known, observation)
    waits = state.calmed.get(observation.subject)
    if waits is not None and waits.text == observation.text:
        return state, ()
    decision = Decision(DecisionAction.SUPPRESS, DecisionReason.CALMED, known.subject_name)
    return state.calm(observation), (decision,)


def _is_calmed(known: Incident, now: datetime) -> bool:
    """Whether its newest line is too young for the next one. A line from the future is from a clock that was wrong."""
    return timedelta() <= now - known.causes[-1].at < _REWRITE_EVERY


def _tell(state: EngineState, known: Incident, observation: Condition) -> Step:
    changed = replace(
        known,
        causes=_with_line(known, observation),
        until=observation.until,
        severity=observation.severity,
        until_told=observation.until_told,
        shown=observation.shown,
    )
    return _keep(state.uncalm(known.subject), changed, DecisionAction.UPDATE, DecisionReason.CHANGED)


def _with_line(known: Incident, observation: Condition) -> tuple[Cause, ...]:
    if observation.text == known.causes[-1].text:
        return known.causes
    return _first_and_newest((*known.causes, Cause(observation.at, observation.text)))


def _first_and_newest(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    return (causes[0], causes[-1]) if len(causes) > 1 else causes


def _same_until(one: datetime | None, other: datetime | None) -> bool:
    return one == other if one is None or other is None else same_moment(one, other)


def _resolved(state: EngineState, known: Incident, observation: Condition) -> Step:
    resolution, reason = (
        (Resolution.GONE, DecisionReason.GONE) if observation.gone else (Resolution.CLEARED, DecisionReason.CLEARED)
    )
    waits = state.calmed.get(known.subject)
    causes = _with_line(known, waits) if waits else known.causes
    done = replace(known.resolved(observation.since, resolution), until=None, causes=causes)
    return _keep(state.uncalm(known.subject), done, DecisionAction.RESOLVE, reason)


def _keep(state: EngineState, incident: Incident, action: DecisionAction, reason: DecisionReason) -> Step:
    return state.keep(incident), (Decision(action, reason, incident.subject_name, incident),)
