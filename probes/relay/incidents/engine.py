"""The incident engine: (state, observation) -> (state, decisions), for every kind of observation."""

from dataclasses import replace

from probes.relay.incidents import condition_incidents, process_incidents
from probes.relay.incidents.decisions import Decision, DecisionAction, DecisionReason
from probes.relay.incidents.incident import Acknowledgement
from probes.relay.incidents.observations import Acknowledged, Condition, Observation, TimePassed
from probes.relay.incidents.state import EngineState, Step


def decide(state: EngineState, observation: Observation) -> Step:
    """The door of this room: everything that the relay learns goes through here, one observation at a time.

    Example:
        >>> from datetime import UTC, datetime
        >>> from probes.relay.incidents.incident import IncidentKind
        >>> moment = datetime(2026, 1, 2, tzinfo=UTC)
        >>> red = Condition(IncidentKind.CHECK, "disk", wrong=True, since=moment, at=moment, text="3 % left")
        >>> state, (decision,) = decide(EngineState(), red)
        >>> decision.action.value, list(state.open)
        ('open', ['check:disk'])
    """
    match observation:
        case Condition():
            return condition_incidents.decide(state, observation)
        case TimePassed():
            return condition_incidents.tell_calmed(state.forget_closed(observation.at), observation.at)
        case Acknowledged():
            return _acknowledged(state, observation)
        case _:
            return process_incidents.decide(state, observation)


def _acknowledged(state: EngineState, observation: Acknowledged) -> Step:
    known = next((one for one in state.open.values() if one.number == observation.number), None)
    if known is None:
        return state, (Decision(DecisionAction.SUPPRESS, DecisionReason.STALE, str(observation.number)),)
    if known.acknowledged is not None:
        return state, (Decision(DecisionAction.SUPPRESS, DecisionReason.DUPLICATE, known.subject_name),)
    changed = replace(known, acknowledged=Acknowledgement(observation.by, observation.at))
    decision = Decision(DecisionAction.UPDATE, DecisionReason.ACKNOWLEDGED, known.subject_name, changed)
    return state.keep(changed), (decision,)
