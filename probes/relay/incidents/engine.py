"""The incident engine: (state, fact) -> (state, decisions), for every kind of fact."""

from probes.relay.incidents import condition_incidents, process_incidents
from probes.relay.incidents.observations import Condition, Fact
from probes.relay.incidents.state import EngineState, Step


def decide(state: EngineState, fact: Fact) -> Step:
    """The door of this room: everything that the relay learns goes through here, one fact at a time.

    Example:
        >>> from datetime import UTC, datetime
        >>> from probes.relay.incidents.incident import IncidentKind
        >>> moment = datetime(2026, 1, 2, tzinfo=UTC)
        >>> red = Condition(IncidentKind.CHECK, "disk", wrong=True, since=moment, at=moment, text="3 % left")
        >>> state, (decision,) = decide(EngineState(), red)
        >>> decision.action.value, list(state.open)
        ('open', ['check:disk'])
    """
    if isinstance(fact, Condition):
        return condition_incidents.decide(state, fact)
    return process_incidents.decide(state, fact)
