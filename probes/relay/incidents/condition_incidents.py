"""Incidents of conditions: (state, a check, circuit, memory or alert) -> (state, decisions). Pure.

The rules:
- One incident per subject, such as `check:database`. It opens when the condition is wrong, and is resolved once, when
  it is right again or no longer watched. Both follow from the condition itself and not from a change of it, so
  a restart or a lost look neither repeats nor loses one.
- What cannot be known changes nothing: then there is no fact.
- An open incident keeps its first and its newest line. It is rewritten once a minute at most, or when `until` changes.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from probes.relay.incidents.decisions import Decision, DecisionAction, DecisionReason
from probes.relay.incidents.incident import Cause, Incident, Resolution
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.state import EngineState, Step, same_moment

_REWRITE_EVERY = timedelta(minutes=1)


def decide(state: EngineState, fact: Condition) -> Step:
    """What the condition changes; nothing if its incident already says so."""
    known = state.open.get(fact.subject)
    if fact.wrong:
        return _opened(state, fact) if known is None else _changed(state, known, fact)
    return (state, ()) if known is None else _resolved(state, known, fact)


def _opened(state: EngineState, fact: Condition) -> Step:
    cause = Cause(fact.since, fact.text)
    incident = Incident(
        state.next_number,
        fact.subject,
        fact.name,
        fact.kind,
        fact.since,
        causes=(cause,),
        until=fact.until,
        severity=fact.severity,
        until_told=fact.until_told,
    )
    return _keep(state, incident, DecisionAction.OPEN, DecisionReason.WRONG)


def _changed(state: EngineState, known: Incident, fact: Condition) -> Step:
    newest = known.causes[-1]
    differs = (fact.text, fact.severity) != (newest.text, known.severity)
    if not (differs and fact.at - newest.at >= _REWRITE_EVERY) and _same_until(fact.until, known.until):
        return state, ()
    causes = (known.causes[0], Cause(fact.at, fact.text)) if differs else known.causes
    changed = replace(known, causes=causes, until=fact.until, severity=fact.severity, until_told=fact.until_told)
    return _keep(state, changed, DecisionAction.UPDATE, DecisionReason.CHANGED)


def _same_until(one: datetime | None, other: datetime | None) -> bool:
    return one == other if one is None or other is None else same_moment(one, other)


def _resolved(state: EngineState, known: Incident, fact: Condition) -> Step:
    resolution, reason = (
        (Resolution.GONE, DecisionReason.GONE) if fact.gone else (Resolution.CLEARED, DecisionReason.CLEARED)
    )
    done = replace(known.resolved(fact.since, resolution), until=None)
    return _keep(state, done, DecisionAction.RESOLVE, reason)


def _keep(state: EngineState, incident: Incident, action: DecisionAction, reason: DecisionReason) -> Step:
    return state.keep(incident), (Decision(action, reason, incident.subject_name, incident),)
