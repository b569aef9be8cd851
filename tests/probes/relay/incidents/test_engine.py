"""The door of the engine: every kind of observation goes to its rules."""

from dataclasses import replace
from datetime import timedelta

from probes.relay.incidents.decisions import DecisionAction, DecisionReason
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Acknowledgement, IncidentKind
from probes.relay.incidents.observations import Acknowledged, Condition, TimePassed
from probes.relay.incidents.state import EngineState
from tests.probes.relay.rig import T0

RED = Condition(IncidentKind.CHECK, "disk", wrong=True, since=T0, at=T0, text="3 % left")
ANA = Acknowledged(1, "Ana", T0 + timedelta(minutes=1))


def test_who_takes_care_of_it_is_kept_in_the_incident() -> None:
    state, _ = decide(EngineState(), RED)
    state, (decision,) = decide(state, ANA)
    assert (decision.action, decision.reason) == (DecisionAction.UPDATE, DecisionReason.ACKNOWLEDGED)
    assert state.open["check:disk"].acknowledged == Acknowledgement("Ana", ANA.at)
    _, (over,) = decide(state, replace(RED, wrong=False))
    assert over.incident is not None
    assert over.incident.acknowledged == Acknowledgement("Ana", ANA.at)


def test_the_first_to_take_care_of_it_counts_and_nobody_can_of_what_is_over() -> None:
    state, _ = decide(EngineState(), RED)
    state, _ = decide(state, ANA)
    again, (decision,) = decide(state, replace(ANA, by="Bia"))
    assert (again, decision.reason) == (state, DecisionReason.DUPLICATE)
    state, _ = decide(state, replace(RED, wrong=False))
    again, (decision,) = decide(state, ANA)
    assert (again, decision.reason) == (state, DecisionReason.STALE)


def test_time_makes_it_forget_what_ended_long_ago_and_decides_nothing() -> None:
    state, _ = decide(EngineState(), RED)
    state, _ = decide(state, replace(RED, wrong=False))
    assert decide(state, TimePassed(T0)) == (state, ())
    assert decide(state, TimePassed(T0 + timedelta(hours=1))) == (EngineState(next_number=2), ())
