"""The incident engine: (state, what was learnt) -> (state, decisions), whatever it was learnt of."""

from probes.relay.incidents import condition_incidents as conditions, process_incidents as incidents
from probes.relay.incidents.observations import Condition, Fact
from probes.relay.incidents.process_incidents import EngineState, Step


def decide(state: EngineState, fact: Fact) -> Step:
    if isinstance(fact, Condition):
        return conditions.decide(state, fact)
    return incidents.decide(state, fact)
