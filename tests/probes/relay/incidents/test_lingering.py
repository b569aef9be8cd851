"""What is over within five seconds is not told: the stop inside a restart, a hold of moments. From five on it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from probes.relay.incidents.decisions import DecisionReason
from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding, ProcessObservation, SeenProgram
from probes.relay.incidents.process_incidents import decide
from probes.relay.incidents.state import EngineState
from probes.restarts.control import ProgramRunState

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CRASHED = ProcessEnding(EndingKind.CRASHED, signal="SIGKILL")


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def seen(pid: int | None, seconds: float, state: ProgramRunState = ProgramRunState.RUNNING) -> SeenProgram:
    return SeenProgram("bot", state, pid, None, None, ready=False, at=at(seconds))


def reasons(*observations: ProcessObservation) -> list[DecisionReason]:
    """Why something was decided at the last of `observations`, after the bot has crashed."""
    state, made = EngineState(), list[DecisionReason]()
    for observation in (replace(seen(1, 0), ready=True), EndedProcess("bot", 1, CRASHED, at(1)), *observations):
        state, decisions = decide(state, observation)
        made = [decision.reason for decision in decisions]
    return made


@pytest.mark.parametrize(("stopped_for", "said"), [(4.999, []), (5, [DecisionReason.STOPPED_ON_REQUEST])])
def test_who_is_stopped_for_five_seconds_is_left_stopped(stopped_for: float, said: list[DecisionReason]) -> None:
    stopped = replace(seen(None, 10 + stopped_for, ProgramRunState.STOPPED), since=at(10))
    assert reasons(stopped) == said


@pytest.mark.parametrize(("left", "said"), [(4.999, []), (5, [DecisionReason.HELD])])
def test_a_hold_of_five_seconds_is_told(left: float, said: list[DecisionReason]) -> None:
    held = replace(seen(2, 10), held_until=at(10 + left), hold="budget", at_gate=True)
    assert reasons(held) == said
