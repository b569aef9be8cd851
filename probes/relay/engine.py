"""The incident engine: (state, what was learnt) -> (state, decisions), whatever it was learnt of."""

from probes.relay import conditions, incidents
from probes.relay.facts import Condition, Fact
from probes.relay.incidents import State, Step


def decide(state: State, fact: Fact) -> Step:
    if isinstance(fact, Condition):
        return conditions.decide(state, fact)
    return incidents.decide(state, fact)
