"""The engine: what opens, updates, resolves and suppresses, and that neither order nor repetition matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.resilience.watchdog import Stall
from probes.relay.incidents.decisions import Decision, DecisionAction, DecisionReason
from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.incidents.observations import (
    EndedProcess,
    EndingKind,
    HungProgram,
    OutgrownProgram,
    ProcessEnding,
    ProcessObservation as Observation,
    SeenProgram,
    by_status,
)
from probes.relay.incidents.process_incidents import decide, new_supervisor, vanished
from probes.relay.incidents.state import EngineState
from probes.restarts.control import ProgramRunState

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
KILLED = ProcessEnding(EndingKind.CRASHED, signal="SIGKILL")


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def up(pid: int, seconds: float, *, ready: bool = True, since: float | None = None) -> SeenProgram:
    began = None if since is None else at(since)
    return SeenProgram("bot", ProgramRunState.RUNNING, pid, began, None, ready=ready, at=at(seconds))


def down(
    state: ProgramRunState, seconds: float, *, status: int | None = None, since: float | None = None
) -> SeenProgram:
    ended = None if since is None else at(since)
    return SeenProgram("bot", state, None, ended, status, ready=False, at=at(seconds), description="spawn error")


def died(pid: int, seconds: float, ending: ProcessEnding = KILLED) -> EndedProcess:
    return EndedProcess("bot", pid, ending, at(seconds))


def play(*observations: Observation, state: EngineState | None = None) -> tuple[EngineState, list[Decision]]:
    state = state or EngineState()
    decisions: list[Decision] = []
    for observation in observations:
        state, more = decide(state, observation)
        decisions += more
    return state, decisions


def reasons(decisions: list[Decision]) -> list[DecisionReason]:
    return [decision.reason for decision in decisions]


def the_incident(state: EngineState) -> Incident:
    return state.open["process:bot"]


def test_a_crash_opens_and_readiness_resolves() -> None:
    state, decisions = play(up(1, 0), died(1, 5), up(2, 6, ready=False), up(2, 7, ready=False), up(2, 9))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.RESTARTED, DecisionReason.BACK]
    assert [one.action for one in decisions] == [DecisionAction.OPEN, DecisionAction.UPDATE, DecisionAction.RESOLVE]
    done = decisions[-1].incident
    assert done is not None
    assert (done.number, done.deaths, done.duration) == (1, 1, timedelta(seconds=4))
    assert done.causes[0].text == "killed by SIGKILL (pid 1)"
    assert done.resolution is Resolution.BACK
    assert state.open == {}
    assert play(up(2, 10), state=state)[1] == []


def test_a_second_death_updates_and_the_next_incident_has_the_next_number() -> None:
    state, decisions = play(up(1, 0), died(1, 1), died(2, 2), up(3, 3), died(3, 304))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.DIED, DecisionReason.BACK, DecisionReason.DIED]
    assert decisions[1].action is DecisionAction.UPDATE
    assert decisions[2].incident is not None
    assert decisions[2].incident.deaths == 2
    assert the_incident(state).number == 2
    assert [one.death for one in decisions] == [True, True, False, True]


def test_a_death_soon_after_the_end_is_the_same_incident_again() -> None:
    words = replace(died(1, 1), last_words="out of luck")
    state, decisions = play(up(1, 0), words, up(2, 2, ready=False), up(2, 3), died(2, 303))
    assert [one.action for one in decisions][2:] == [DecisionAction.RESOLVE, DecisionAction.REOPEN]
    again = the_incident(state)
    assert (again.number, again.deaths, again.reopened, again.opened_at) == (1, 2, 1, at(1))
    assert again.edges == (at(1), at(3), at(303))
    assert (again.resolution, again.tried, again.last_words) == (None, (), None)


def held(pid: int, seconds: float, until: float, why: str = "budget") -> SeenProgram:
    return replace(up(pid, seconds, ready=False), held_until=at(until), hold=why)


def test_a_hold_says_how_often_it_ended_in_a_row() -> None:
    """One kill and one freeze are neither several nor crashes."""
    state, _ = play(up(1, 0), died(1, 5), replace(held(2, 6, 366, "backoff"), crashes=2))
    assert the_incident(state).tried[-1] == "held: it ended unexpectedly (times in a row: 2)"


def test_a_hold_is_said_once_and_its_end_with_the_new_process() -> None:
    looks = (held(2, 6, 366), held(2, 7, 366), held(2, 8, 367))
    state, decisions = play(up(1, 0), died(1, 5), *looks)
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.HELD]
    assert decisions[1].action is DecisionAction.UPDATE
    assert the_incident(state).until == at(366)
    assert the_incident(state).tried[-1] == "held: its budget of restarts is spent"
    state, decisions = play(up(2, 367, ready=False), state=state)
    assert reasons(decisions) == [DecisionReason.RESTARTED]
    assert the_incident(state).until is None


def test_nothing_is_called_started_while_the_gate_still_waits() -> None:
    at_gate = replace(up(2, 6, ready=False), at_gate=True)
    assert reasons(play(up(1, 0), died(1, 5), at_gate)[1]) == [DecisionReason.DIED]
    assert reasons(play(up(1, 0), died(1, 5), at_gate, up(2, 7, ready=False))[1]) == [
        DecisionReason.DIED,
        DecisionReason.RESTARTED,
    ]


def test_a_clock_that_was_stepped_is_said_again() -> None:
    state, _ = play(up(1, 0), died(1, 5), held(2, 6, 366))
    state, decisions = play(held(2, 3606, 3966), state=state)
    assert reasons(decisions) == [DecisionReason.HELD]
    assert the_incident(state).until == at(3966)


def test_the_next_death_and_the_end_of_it_all_end_a_hold() -> None:
    state, _ = play(up(1, 0), died(1, 5), held(2, 6, 366, "backoff"), died(2, 7))
    assert the_incident(state).until is None
    state, decisions = play(held(3, 8, 400), up(3, 401), state=state)
    assert reasons(decisions) == [DecisionReason.HELD, DecisionReason.BACK]
    assert decisions[1].incident is not None
    assert decisions[1].incident.until is None


def test_a_hold_of_moments_or_without_an_incident_is_not_worth_a_word() -> None:
    assert reasons(play(up(1, 0), died(1, 5), held(2, 6, 8))[1]) == [DecisionReason.DIED, DecisionReason.RESTARTED]
    assert play(held(1, 0, 300))[1] == []


@pytest.mark.parametrize(
    ("ending", "reason"),
    [(ProcessEnding(EndingKind.REQUESTED), DecisionReason.REQUESTED_STOP), (by_status(0), DecisionReason.CLEAN_EXIT)],
)
def test_an_end_that_was_asked_for_opens_nothing(ending: ProcessEnding, reason: DecisionReason) -> None:
    state, decisions = play(up(1, 0), died(1, 1, ending), up(2, 2, ready=False), up(2, 3))
    assert reasons(decisions) == [reason]
    assert state.open == {}


@pytest.mark.parametrize("gone", [down(ProgramRunState.STOPPED, 2), down(ProgramRunState.EXITED, 2, status=0)])
def test_a_stop_that_only_the_look_saw_opens_nothing(gone: SeenProgram) -> None:
    state, decisions = play(up(1, 0), gone, replace(gone, at=at(20)))
    assert [one.action for one in decisions] == [DecisionAction.SUPPRESS]
    assert state.open == {}


def test_stopping_counts_as_asked_for_before_it_has_ended() -> None:
    stopping = replace(up(1, 1), state=ProgramRunState.STOPPING)
    _, decisions = play(
        up(1, 0), stopping, stopping, died(1, 2, ProcessEnding(EndingKind.UNKNOWN)), down(ProgramRunState.STOPPED, 3)
    )
    assert reasons(decisions) == [DecisionReason.REQUESTED_STOP, DecisionReason.STALE, DecisionReason.DUPLICATE]


def test_exit_78_says_so_and_stays_open_until_the_program_is_back() -> None:
    state, decisions = play(up(1, 0), died(1, 1, by_status(78)), down(ProgramRunState.EXITED, 2, status=78, since=1))
    assert reasons(decisions) == [DecisionReason.GAVE_UP]
    assert the_incident(state).kind is IncidentKind.CONFIG
    assert reasons(play(down(ProgramRunState.EXITED, 900, status=78, since=1), up(2, 901), state=state)[1]) == [
        DecisionReason.BACK
    ]


def test_the_look_alone_finds_exit_78() -> None:
    state, decisions = play(up(1, 0), down(ProgramRunState.EXITED, 2, status=78, since=1))
    assert reasons(decisions) == [DecisionReason.GAVE_UP]
    assert the_incident(state).kind is IncidentKind.CONFIG


def test_a_death_before_the_relay_looked_is_found_once() -> None:
    first = down(ProgramRunState.EXITED, 0, status=1, since=-1)
    state, decisions = play(first, replace(first, at=at(1)), died(1, 2), died(1, 3))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.DUPLICATE, DecisionReason.DUPLICATE]
    assert the_incident(state).deaths == 1
    assert the_incident(state).causes[0].text == "crashed (exit 1)"


def test_the_event_of_a_known_process_is_not_taken_for_the_nameless_death() -> None:
    state, decisions = play(down(ProgramRunState.EXITED, 0, status=1), up(2, 1), died(2, 2))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.BACK, DecisionReason.DIED]
    assert state.program("bot").nameless


def test_a_program_that_was_never_started_or_ended_well_is_no_trouble() -> None:
    state, decisions = play(down(ProgramRunState.STOPPED, 0), down(ProgramRunState.EXITED, 1, status=0))
    assert (state.open, decisions) == ({}, [])


def test_fatal_is_reported_once_and_again_after_it_had_run() -> None:
    fatal = down(ProgramRunState.FATAL, 1)
    state, decisions = play(up(1, 0), died(1, 0.5), fatal, replace(fatal, at=at(2)))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.CANNOT_START]
    assert the_incident(state).kind is IncidentKind.CANNOT_START
    assert the_incident(state).causes[-1].text == "cannot be started: spawn error"
    _, later = play(up(2, 3), replace(fatal, at=at(4)), state=state)
    assert reasons(later) == [DecisionReason.BACK, DecisionReason.CANNOT_START]
    assert later[-1].action is DecisionAction.REOPEN


def test_who_is_left_stopped_has_the_incident_closed() -> None:
    state, _ = play(up(1, 0), died(1, 1), up(2, 2, ready=False), died(2, 3, ProcessEnding(EndingKind.REQUESTED)))
    state, decisions = play(down(ProgramRunState.STOPPED, 4, since=3), state=state)
    assert decisions == []  # a restart is stopped for a moment, too
    state, decisions = play(down(ProgramRunState.STOPPED, 9, since=3), state=state)
    assert reasons(decisions) == [DecisionReason.STOPPED_ON_REQUEST]
    assert state.open == {}


def test_a_hung_program_is_one_incident_from_the_kill_to_its_return() -> None:
    hung = HungProgram("bot", 1, 31.4, at(31))
    state, decisions = play(up(1, 0), hung, hung, died(1, 32), replace(hung, at=at(33)), up(2, 34))
    assert reasons(decisions) == [
        DecisionReason.HANGS,
        DecisionReason.DUPLICATE,
        DecisionReason.KILLED,
        DecisionReason.STALE,
        DecisionReason.BACK,
    ]
    done = decisions[-1].incident
    assert done is not None
    assert (done.kind, done.deaths) == (IncidentKind.HUNG, 1)
    assert [cause.text for cause in done.causes] == ["hung: no answer for 31 s (pid 1)"]
    assert state.open == {}


def test_the_late_end_of_a_hang_that_was_closed_says_why_by_itself() -> None:
    state, _ = play(HungProgram("bot", 1, 31.4, at(0)), down(ProgramRunState.STOPPED, 0))
    assert state.open == {}
    state, decisions = play(died(1, 0, ProcessEnding(EndingKind.CONFIG)), state=state)
    assert [(one.action, one.reason) for one in decisions] == [(DecisionAction.REOPEN, DecisionReason.GAVE_UP)]
    assert len(the_incident(state).causes) == 2


def test_a_program_that_answers_again_before_it_is_killed_may_hang_again() -> None:
    _, decisions = play(up(1, 0), HungProgram("bot", 1, 30, at(30)), up(1, 31), HungProgram("bot", 1, 30, at(90)))
    assert reasons(decisions) == [DecisionReason.HANGS, DecisionReason.ANSWERS_AGAIN, DecisionReason.HANGS]


def test_a_verdict_about_an_older_process_is_stale() -> None:
    assert reasons(play(up(2, 0), HungProgram("bot", 1, 30, at(1)))[1]) == [DecisionReason.STALE]


def test_an_unexplained_end_is_given_time_and_then_counts() -> None:
    state, decisions = play(up(1, 0), up(2, 10), up(2, 11.9))
    assert decisions == []
    _, decisions = play(up(2, 12), up(2, 13), state=state)
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.BACK]


def test_an_unexplained_end_holds_back_the_good_news() -> None:
    state, decisions = play(up(1, 0), died(1, 1), up(2, 2, ready=False), up(3, 3), up(3, 4))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.RESTARTED]
    _, decisions = play(died(2, 4.5), up(3, 4.6), state=state)
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.BACK]


def test_a_look_that_comes_too_late_changes_nothing() -> None:
    _, decisions = play(up(1, 0, since=-9), died(1, 1), up(1, 0.9, since=-9), up(2, 2, since=1))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.STALE, DecisionReason.BACK]


def test_an_older_look_than_the_last_is_made_good_by_the_next() -> None:
    _, decisions = play(
        up(2, 1, since=0), up(1, 1.5, since=-9), up(2, 2, since=0), died(1, 2.5, ProcessEnding(EndingKind.REQUESTED))
    )
    assert reasons(decisions) == [DecisionReason.REQUESTED_STOP]


def test_the_same_pid_started_later_is_another_process() -> None:
    """In a container pids are the same after each start."""
    state, decisions = play(up(12, 0, since=-1), up(12, 100, since=99), up(12, 103, since=99))
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.BACK]
    _, decisions = play(died(12, 105), up(12, 106, since=105), state=state)
    assert reasons(decisions) == [DecisionReason.DIED, DecisionReason.BACK]


def test_a_new_supervisor_forgets_the_pids_of_the_dead() -> None:
    state, _ = play(up(1, 0), died(1, 1))
    assert reasons(play(died(1, 50), state=new_supervisor(state))[1]) == [DecisionReason.DIED]


def test_a_vanished_process_is_known_before_anything_is_decided() -> None:
    state, _ = play(up(1, 0))
    assert vanished(state, up(1, 1)) is None
    assert vanished(state, up(2, 1)) == 1
    assert vanished(state, down(ProgramRunState.EXITED, 1)) == 1
    assert vanished(EngineState(), up(1, 1)) is None


def test_one_programs_trouble_is_not_anothers() -> None:
    state, _ = play(up(1, 0), died(1, 1), EndedProcess("relay", 7, KILLED, at(2)))
    assert set(state.open) == {"process:bot", "process:relay"}
    assert {one.number for one in state.open.values()} == {1, 2}


def test_an_incident_never_lasts_less_than_nothing() -> None:
    _, decisions = play(up(1, 0), died(1, 100), up(2, 40))  # the clock was set back
    assert decisions[-1].incident is not None
    assert decisions[-1].incident.duration == timedelta()


# Lives of a program, one after the other. Every end has an event, and looks see the program in between.
CRASHES = st.sampled_from([KILLED, by_status(1), by_status(70)])
LIVES = st.lists(st.one_of(CRASHES, st.just(ProcessEnding(EndingKind.REQUESTED))), min_size=1, max_size=5)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ProcessEnding], list[Observation]]:
    """Endings, and the observations of them: looks in their order, events in theirs but early or late, and repeated."""
    endings = draw(LIVES)
    observations: list[Observation] = []
    for index, ending in enumerate(endings):
        pid, began = 100 + index, 0.01 * index
        observations.append(up(pid, began, ready=draw(st.booleans())))
        if draw(st.booleans()):
            state = ProgramRunState.STOPPED if ending.how is EndingKind.REQUESTED else ProgramRunState.EXITED
            status = ending.status if ending.status is not None else -1
            observations.append(down(state, began + 0.005, status=status, since=began + 0.004))
    place = 0  # of the event before: supervisor sends them through one pipe
    for index, ending in enumerate(endings):
        event = died(100 + index, 0.01 * index, ending)
        place = draw(st.integers(place, len(observations)))
        observations.insert(place, event)
        place += 1
        for _ in range(draw(st.integers(0, 2))):
            observations.insert(draw(st.integers(place, len(observations))), event)
    return endings, observations


@given(histories())
def test_every_crash_is_counted_once_and_every_incident_resolved_once(
    history: tuple[list[ProcessEnding], list[Observation]],
) -> None:
    endings, observations = history
    state, decisions = play(*observations, up(999, 10), up(999, 20), up(999, 30))
    assert sum(one.death for one in decisions) == sum(ending.how is EndingKind.CRASHED for ending in endings)
    assert state.open == {}
    opened = [one.incident.number for one in decisions if one.action is DecisionAction.OPEN and one.incident]
    resolved = [one.incident.number for one in decisions if one.action is DecisionAction.RESOLVE and one.incident]
    assert opened == ([1] if resolved else [])  # all within five minutes
    assert set(resolved) <= {1}


@given(histories())
def test_every_observation_twice_changes_nothing(history: tuple[list[ProcessEnding], list[Observation]]) -> None:
    _, observations = history
    once, first = play(*observations)
    twice, second = play(*(observation for observation in observations for _ in range(2)))
    assert twice == once
    assert [one for one in second if one.incident] == [one for one in first if one.incident]


@given(st.lists(CRASHES, min_size=1, max_size=5), st.booleans())
def test_with_all_events_lost_the_looks_suffice(endings: list[ProcessEnding], gap: bool) -> None:  # noqa: FBT001
    observations: list[Observation] = []
    for index, ending in enumerate(endings):
        observations.append(up(100 + index, 10 * index, ready=False))
        if gap:
            observations.append(
                down(ProgramRunState.EXITED, 10 * index + 5, status=ending.status or -1, since=10 * index + 4)
            )
    state, decisions = play(*observations, up(999, 500), up(999, 510), up(999, 520))
    assert sum(one.death for one in decisions) == len(endings)
    assert state.open == {}


def test_a_stalled_loop_is_a_hang_with_its_place() -> None:
    stalled = ProcessEnding(EndingKind.STALLED, 1, stall=Stall(30, "ignis/bot/replies/reply.py:12 (answer)"))
    _, decisions = play(up(1, 0), died(1, 31, stalled), up(2, 32))
    assert reasons(decisions) == [DecisionReason.STALLED, DecisionReason.BACK]
    assert decisions[0].death
    incident = decisions[0].incident
    assert incident is not None
    assert incident.kind is IncidentKind.HUNG
    place = "ignis/bot/replies/reply.py:12 (answer)"
    assert incident.causes[0].text == f"hung: its event loop stood still for 30 s at {place} (pid 1)"


def test_who_was_killed_because_it_hung_has_hung() -> None:
    _, decisions = play(up(1, 0), died(1, 31, ProcessEnding(EndingKind.HUNG)), up(2, 32))
    incident = decisions[0].incident
    assert incident is not None
    assert (incident.kind, decisions[0].death) == (IncidentKind.HUNG, True)
    assert incident.causes[0].text == "hung: it did not answer, and was killed (pid 1)"


def test_who_outgrew_its_memory_answers_until_it_ends_and_dies_once() -> None:
    outgrown = OutgrownProgram("bot", 1, 1600, 1536, at(5))
    gone = died(1, 8, by_status(70))
    state, decisions = play(up(1, 0), outgrown, up(1, 6), replace(outgrown, at=at(7)), gone, up(2, 9))
    assert reasons(decisions) == [
        DecisionReason.OUTGROWN,
        DecisionReason.DUPLICATE,
        DecisionReason.KILLED,
        DecisionReason.BACK,
    ]
    done = decisions[-1].incident
    assert done is not None
    assert (done.kind, done.deaths) == (IncidentKind.OUTGROWN, 1)
    assert [cause.text for cause in done.causes] == ["used 1600 MiB of memory; its limit is 1536 MiB (pid 1)"]
    assert done.tried == ("asked to stop cleanly, to be started again",)
    assert reasons(play(outgrown, state=state)[1]) == [DecisionReason.STALE]


def test_an_end_in_an_outage_of_everything_is_counted_and_not_told() -> None:
    state, decisions = play(up(1, 0), died(1, 5, ProcessEnding(EndingKind.IN_OUTAGE)), up(2, 50))
    assert reasons(decisions) == [DecisionReason.PART_OF_OUTAGE]
    assert decisions[0].death
    assert state.open == {}


@pytest.mark.parametrize(
    ("works_since", "ended"),
    [
        (6, 6),  # before the relay sees it
        (None, 9),  # not known
        (4, 9),  # of a time before the death
        (11, 9),  # later than the look: a clock that is wrong
    ],
)
def test_it_ends_at_the_first_proof_of_work(works_since: float | None, ended: float) -> None:
    seen = replace(up(2, 9), works_since=None if works_since is None else at(works_since))
    _, decisions = play(up(1, 0), died(1, 5), seen)
    over = decisions[-1].incident
    assert over is not None
    assert (over.opened_at, over.resolved_at) == (at(5), at(ended))
