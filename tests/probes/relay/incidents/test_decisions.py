"""The table of decisions: complete, and true for the engine whatever the observations."""

from datetime import timedelta

from hypothesis import given, strategies as st

from probes.relay.incidents.decisions import RULES, Decision, DecisionAction, DecisionReason, reasons_for
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import IncidentKind
from probes.relay.incidents.observations import (
    Acknowledged,
    Condition,
    EndedProcess,
    EndingKind,
    HungProgram,
    Observation,
    OutgrownProgram,
    ProcessEnding,
    SeenProgram,
    TimePassed,
)
from probes.relay.incidents.state import EngineState
from probes.restarts.control import ProgramRunState
from tests.probes.relay.rig import T0

PIDS = st.integers(1, 3)
MOMENTS = st.integers(0, 30).map(lambda seconds: T0 + timedelta(seconds=seconds))
ENDINGS = st.sampled_from(EndingKind).map(ProcessEnding)
OBSERVATIONS: st.SearchStrategy[Observation] = st.one_of(
    st.builds(EndedProcess, st.just("bot"), PIDS, ENDINGS, MOMENTS),
    st.builds(HungProgram, st.just("bot"), PIDS, st.just(30.0), MOMENTS),
    st.builds(OutgrownProgram, st.just("bot"), PIDS, st.just(900.0), st.just(800.0), MOMENTS),
    st.builds(
        SeenProgram,
        st.just("bot"),
        st.sampled_from(ProgramRunState),
        st.none() | PIDS,
        st.none() | MOMENTS,
        st.none() | st.sampled_from([0, 1, 78, -1]),
        st.booleans(),
        MOMENTS,
        held_until=st.none() | MOMENTS,
    ),
    st.builds(
        Condition,
        st.just(IncidentKind.CHECK),
        st.just("disk"),
        st.booleans(),
        MOMENTS,
        MOMENTS,
        st.text("ab", max_size=1),
        gone=st.booleans(),
    ),
    st.builds(Acknowledged, st.integers(1, 3), st.just("Ana"), MOMENTS),
    st.builds(TimePassed, MOMENTS),
)


def test_every_reason_has_a_rule_and_every_action_a_reason() -> None:
    assert set(RULES) == set(DecisionReason)
    assert all(rule.actions for rule in RULES.values())
    assert all(reasons_for(action) for action in DecisionAction)


def test_a_reason_that_ends_an_incident_does_nothing_else() -> None:
    for reason in reasons_for(DecisionAction.RESOLVE):
        assert RULES[reason].actions == {DecisionAction.RESOLVE}


def test_only_a_process_can_die() -> None:
    deaths = {reason for reason in DecisionReason if Decision(DecisionAction.UPDATE, reason, "bot").death}
    assert deaths == {
        DecisionReason.DIED,
        DecisionReason.STALLED,
        DecisionReason.GAVE_UP,
        DecisionReason.KILLED,
        DecisionReason.PART_OF_OUTAGE,
    }


@given(st.lists(OBSERVATIONS, max_size=40))
def test_the_engine_decides_nothing_that_the_table_does_not_hold(observations: list[Observation]) -> None:
    state, opened = EngineState(), set[int]()
    for observation in observations:
        state, decisions = decide(state, observation)
        for one in decisions:
            assert one.action in RULES[one.reason].actions
            assert (one.incident is None) == (one.action is DecisionAction.SUPPRESS)
            if one.incident is None:
                continue
            assert (one.incident.number in opened) == (one.action is not DecisionAction.OPEN)
            assert one.incident.open == (one.action is not DecisionAction.RESOLVE)
            opened.add(one.incident.number)
