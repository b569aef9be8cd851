"""Incidents of conditions: (state, how a check, a circuit, a memory, an alert stands) -> (state, decisions). Pure.

The rules:
- One incident per subject, such as `check:database`. It opens when the condition turns wrong and is resolved, once,
  when it is cleared or nobody watches it any more. Both are told from how things stand and not from a change, so
  neither a restart of anybody nor a lost look repeats or swallows one.
- What cannot be known changes nothing: there is no fact then.
- An open incident keeps the line that opened it and the newest one, and is not rewritten more than once a minute, but
  for a new `until`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from probes.relay.incidents.incident import Cause, Incident, Resolution
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.process_incidents import SETTLE, Decision, DecisionAction, DecisionReason, EngineState, Step

_CALM = timedelta(minutes=1)


def decide(state: EngineState, fact: Condition) -> Step:
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
    news = (fact.text, fact.severity) != (newest.text, known.severity)
    if not (news and fact.at - newest.at >= _CALM) and _same(fact.until, known.until):
        return state, ()
    causes = (known.causes[0], Cause(fact.at, fact.text)) if news else known.causes
    changed = replace(known, causes=causes, until=fact.until, severity=fact.severity, until_told=fact.until_told)
    return _keep(state, changed, DecisionAction.UPDATE, DecisionReason.CHANGED)


def _same(one: datetime | None, other: datetime | None) -> bool:
    """A circuit works its moment out anew at every look, so that microseconds of it are not news."""
    return one == other if one is None or other is None else abs(one - other) < SETTLE


def _resolved(state: EngineState, known: Incident, fact: Condition) -> Step:
    resolution, reason = (
        (Resolution.GONE, DecisionReason.GONE) if fact.gone else (Resolution.CLEARED, DecisionReason.CLEARED)
    )
    done = replace(known.resolved(fact.since, resolution), until=None)
    return _keep(state, done, DecisionAction.RESOLVE, reason)


def _keep(state: EngineState, incident: Incident, action: DecisionAction, reason: DecisionReason) -> Step:
    return state.keep(incident), (Decision(action, reason, incident.program, incident),)
