"""Incidents of conditions: (state, a check, circuit, memory or alert) -> (state, decisions). Pure.

The rules:
- One incident per subject, such as `check:database`. It opens when the condition is wrong, and is resolved once, when
  it is right again or no longer watched. Both follow from the condition itself and not from a change of it, so
  a restart or a lost look neither repeats nor loses one.
- What cannot be known changes nothing: then there is no observation.
- An open incident keeps its first and its newest line. It is rewritten once a minute at most, or when `until` changes.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from probes.relay.incidents.decisions import Decision, DecisionAction, DecisionReason
from probes.relay.incidents.incident import Cause, Incident, Resolution
from probes.relay.incidents.observations import Condition
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
    return _keep(state, incident, DecisionAction.OPEN, DecisionReason.WRONG)


def _changed(state: EngineState, known: Incident, observation: Condition) -> Step:
    newest = known.causes[-1]
    differs = (observation.text, observation.severity) != (newest.text, known.severity)
    if not (differs and observation.at - newest.at >= _REWRITE_EVERY) and _same_until(observation.until, known.until):
        return state, ()
    causes = (known.causes[0], Cause(observation.at, observation.text)) if differs else known.causes
    changed = replace(
        known, causes=causes, until=observation.until, severity=observation.severity, until_told=observation.until_told
    )
    return _keep(state, changed, DecisionAction.UPDATE, DecisionReason.CHANGED)


def _same_until(one: datetime | None, other: datetime | None) -> bool:
    return one == other if one is None or other is None else same_moment(one, other)


def _resolved(state: EngineState, known: Incident, observation: Condition) -> Step:
    resolution, reason = (
        (Resolution.GONE, DecisionReason.GONE) if observation.gone else (Resolution.CLEARED, DecisionReason.CLEARED)
    )
    done = replace(known.resolved(observation.since, resolution), until=None)
    return _keep(state, done, DecisionAction.RESOLVE, reason)


def _keep(state: EngineState, incident: Incident, action: DecisionAction, reason: DecisionReason) -> Step:
    return state.keep(incident), (Decision(action, reason, incident.subject_name, incident),)
