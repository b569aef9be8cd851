"""The incident engine: (state, observation) -> (state, decisions), for every kind of observation."""

from probes.relay.incidents import condition_incidents, process_incidents
from probes.relay.incidents.observations import Condition, Observation
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
    if isinstance(observation, Condition):
        return condition_incidents.decide(state, observation)
    return process_incidents.decide(state, observation)
