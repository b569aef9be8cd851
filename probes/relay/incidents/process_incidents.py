"""Incidents of programs: (state, observation) -> (state, decisions). No I/O, no clock.

The rules:
- One incident per subject, `process:<program>`. It opens when a process dies, hangs, uses too much memory, gives up
  with exit 78, or cannot be started. Further deaths update it. It is resolved when the program works again.
- An end that was asked for opens nothing, nor does one in an outage of everything, which has an incident of its own. A
  program that stays stopped for 5 s has its incident closed.
- An incident ends when the program began to work, which may be before the relay sees it.
- Every observation may come twice and in any order: an end is identified by its pid and counted once. What comes too
  late is ignored.
- A program that waits at the restart gate for 5 s or more is reported with the time of its next start, once.
- A process that is gone without an explanation gets 2 s to be explained, because supervisor's event may be on its way.
  After that it counts as dead.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from probes.relay.incidents.decisions import Decision, DecisionAction, DecisionReason
from probes.relay.incidents.incident import Cause, Incident, IncidentKind, Resolution
from probes.relay.incidents.observations import (
    EndedProcess,
    EndingKind,
    HungProgram,
    OutgrownProgram,
    ProcessEnding,
    ProcessObservation,
    SeenProgram,
    by_status,
)
from probes.relay.incidents.recurrence import begin
from probes.relay.incidents.state import EngineState, Step, process_subject, same_moment
from probes.relay.incidents.tracking import TrackedProgram
from probes.restarts.control import ProgramRunState
from probes.restarts.policy import hold_words

LINGER = timedelta(seconds=5)
"""How long a stop or a hold must last to be reported."""

_EXPLAINED_WITHIN = timedelta(seconds=2)
_KINDS = {
    EndingKind.CONFIG: (IncidentKind.CONFIG, DecisionReason.GAVE_UP),
    EndingKind.STALLED: (IncidentKind.HUNG, DecisionReason.STALLED),
    EndingKind.HUNG: (IncidentKind.HUNG, DecisionReason.STALLED),
}


def decide(state: EngineState, observation: ProcessObservation) -> Step:
    """What an observation about a process changes.

    Example:
        >>> moment = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
        >>> state, (decision,) = decide(EngineState(), EndedProcess("bot", 7, by_status(1), moment))
        >>> decision.action.value, decision.reason.value, list(state.open)
        ('open', 'died', ['process:bot'])
    """
    match observation:
        case EndedProcess():
            return _ended(state, observation)
        case HungProgram():
            return _hung(state, observation)
        case OutgrownProgram():
            return _outgrown(state, observation)
        case SeenProgram():
            return _seen(state, observation)


def vanished(state: EngineState, seen: SeenProgram) -> int | None:
    """The pid whose end this look will reveal, so that the caller can first find out how it ended."""
    tracked = state.program(seen.program)
    return tracked.pid if tracked.vanished(seen.pid, seen.since) else None


def new_supervisor(state: EngineState) -> EngineState:
    """Forgets the dead: a new supervisor may give the same pids again (in a container they are the same each time)."""
    return replace(state, programs={name: replace(one, past=()) for name, one in state.programs.items()})


def _ended(state: EngineState, observation: EndedProcess) -> Step:
    tracked = state.program(observation.program)
    if observation.pid != tracked.pid and tracked.is_past(observation.pid, None):
        return _suppress(state, DecisionReason.DUPLICATE, observation.program)
    expected = tracked.nameless and not tracked.knows(observation.pid)
    ended = tracked.ended(observation.pid, observation.at)
    state = state.track(observation.program, replace(ended, nameless=ended.nameless and not expected))
    if expected:
        return _suppress(state, DecisionReason.DUPLICATE, observation.program)
    match observation.ending.how:
        case EndingKind.REQUESTED:
            return _suppress(state, DecisionReason.REQUESTED_STOP, observation.program)
        case EndingKind.CLEAN:
            return _suppress(state, DecisionReason.CLEAN_EXIT, observation.program)
        case EndingKind.IN_OUTAGE:
            return _suppress(state, DecisionReason.PART_OF_OUTAGE, observation.program)
        case _:
            return _death(state, observation, observation.pid)


def _hung(state: EngineState, observation: HungProgram) -> Step:
    cause = Cause(observation.at, f"hung: no answer for {observation.silent_s:.0f} s (pid {observation.pid})")
    marked = replace(state.program(observation.program), hung=observation.pid)
    why = (IncidentKind.HUNG, DecisionReason.HANGS, "killed, to be started again")
    return _about_to_end(state, observation, marked, cause, why)


def _outgrown(state: EngineState, observation: OutgrownProgram) -> Step:
    used, limit = f"{observation.used_mb:.0f} MiB", f"{observation.limit_mb:.0f} MiB"
    text = f"used {used} of memory; its limit is {limit} (pid {observation.pid})"
    marked = replace(state.program(observation.program), outgrown=observation.pid)
    why = (IncidentKind.OUTGROWN, DecisionReason.OUTGROWN, "asked to stop cleanly, to be started again")
    return _about_to_end(state, observation, marked, Cause(observation.at, text), why)


def _about_to_end(
    state: EngineState,
    observation: HungProgram | OutgrownProgram,
    marked: TrackedProgram,
    cause: Cause,
    why: tuple[IncidentKind, DecisionReason, str],
) -> Step:
    """The process of `observation` is about to be ended; `marked` is its program with that remembered."""
    tracked, (kind, reason, step) = state.program(observation.program), why
    if tracked.is_past(observation.pid, None) or tracked.pid not in {None, observation.pid}:
        return _suppress(state, DecisionReason.STALE, observation.program)
    if tracked == marked:
        return _suppress(state, DecisionReason.DUPLICATE, observation.program)
    action, incident = _incident(state, observation.program, kind, observation.at)
    incident = replace(incident.because(cause, kind), pid=observation.pid).step(step)
    return _report(state.track(observation.program, marked), incident, action, reason)


def _seen(state: EngineState, observation: SeenProgram) -> Step:
    tracked = state.program(observation.program)
    if observation.pid is not None and tracked.is_past(observation.pid, observation.since):
        return _suppress(state, DecisionReason.STALE, observation.program)
    if observation.pid is not None and observation.state is ProgramRunState.STOPPING:
        return _ended(
            state,
            EndedProcess(observation.program, observation.pid, ProcessEnding(EndingKind.REQUESTED), observation.at),
        )
    explained: tuple[Decision, ...] = ()
    ending = _supervisors_ending(observation)
    if (gone := vanished(state, observation)) is not None and ending is not None:
        state, explained = _ended(
            state, EndedProcess(observation.program, gone, ending, observation.at, observation.last_words)
        )
    tracked = state.program(observation.program)
    now = (
        tracked.gone(observation.at)
        if observation.pid is None
        else tracked.alive(observation.pid, observation.since, observation.at)
    )
    state, given_up = _give_up_missing(state.track(observation.program, now), observation)
    state, found = _down(state, observation) if observation.pid is None else _alive(state, observation, observation.pid)
    return state, (*explained, *given_up, *found)


def _supervisors_ending(observation: SeenProgram) -> ProcessEnding | None:
    """What supervisor's table says about the process that is gone; None once the next process runs."""
    if observation.pid is not None:
        return None
    if observation.state is ProgramRunState.STOPPED:
        return ProcessEnding(EndingKind.REQUESTED)
    if observation.state is ProgramRunState.EXITED and observation.exit_status is not None:
        return by_status(observation.exit_status)
    return None


def _give_up_missing(state: EngineState, observation: SeenProgram) -> Step:
    """A process that has been missing for too long is dead."""
    decisions: tuple[Decision, ...] = ()
    for one in state.program(observation.program).missing:
        if abs(observation.at - one.at) >= _EXPLAINED_WITHIN:
            state = state.track(observation.program, state.program(observation.program).given_up(one))
            end = EndedProcess(
                observation.program, one.pid, ProcessEnding(EndingKind.UNKNOWN), one.at, observation.last_words
            )
            state, more = _death(state, end, one.pid)
            decisions += more
    return state, decisions


def _down(state: EngineState, observation: SeenProgram) -> Step:
    tracked = state.program(observation.program)
    if observation.state is ProgramRunState.FATAL and not tracked.fatal:
        state = state.track(observation.program, replace(tracked, fatal=True))
        cause = Cause(observation.at, f"cannot be started: {observation.description}")
        action, incident = _incident(state, observation.program, IncidentKind.CANNOT_START, observation.at)
        incident = incident.because(cause, IncidentKind.CANNOT_START, observation.last_words)
        return _report(state, incident, action, DecisionReason.CANNOT_START)
    if observation.state is ProgramRunState.EXITED and observation.exit_status and tracked.knows_nothing():
        state = state.track(observation.program, replace(tracked, nameless=True))
        return _death(
            state,
            EndedProcess(
                observation.program, 0, by_status(observation.exit_status), observation.at, observation.last_words
            ),
            None,
        )
    open_one = state.incident(observation.program)
    if open_one is not None and _stays_stopped(observation):
        return _resolve(
            state, open_one, observation.at, Resolution.STOPPED_ON_REQUEST, DecisionReason.STOPPED_ON_REQUEST
        )
    return state, ()


def _stays_stopped(observation: SeenProgram) -> bool:
    """Stopped, and not just for the moment between the stop and the start of a restart."""
    asked_for = observation.state is ProgramRunState.STOPPED or (
        observation.state is ProgramRunState.EXITED and observation.exit_status == 0
    )
    return asked_for and (observation.since is None or observation.at - observation.since >= LINGER)


def _alive(state: EngineState, observation: SeenProgram, pid: int) -> Step:
    tracked, incident = state.program(observation.program), state.incident(observation.program)
    if incident is None or tracked.missing:  # an end that is not explained yet may belong to this incident
        return state, ()
    if tracked.outgrown == pid:  # it still answers, but is about to end
        return state, ()
    if observation.ready and tracked.hung == pid:
        state = state.track(observation.program, replace(tracked, hung=None))
        return _resolve(
            state, incident, _worked(incident, observation), Resolution.ANSWERS_AGAIN, DecisionReason.ANSWERS_AGAIN
        )
    if observation.ready:
        return _resolve(state, incident, _worked(incident, observation), Resolution.BACK, DecisionReason.BACK)
    return _not_ready(state, incident, observation, pid)


def _worked(incident: Incident, observation: SeenProgram) -> datetime:
    """The first proof of work after what the incident is about, at the latest that of this look."""
    first, latest = observation.works_since, max((incident.opened_at, *incident.died))
    return first if first is not None and latest < first <= observation.at else observation.at


def _not_ready(state: EngineState, incident: Incident, observation: SeenProgram, pid: int) -> Step:
    if observation.held_until is not None and observation.held_until - observation.at >= LINGER:
        return _held(state, incident, observation.held_until, observation)
    if (incident.pid != pid or incident.until is not None) and not observation.at_gate:
        incident = replace(incident, pid=pid, until=None).step(f"started again (pid {pid})")
        return _report(state, incident, DecisionAction.UPDATE, DecisionReason.RESTARTED)
    return state, ()


def _held(state: EngineState, incident: Incident, until: datetime, observation: SeenProgram) -> Step:
    """Reports each hold once."""
    if incident.until is not None and same_moment(until, incident.until):
        return state, ()
    why = hold_words(observation.hold, observation.crashes)
    incident = replace(incident, until=until).step(f"held: {why}" if why else "held")
    return _report(state, incident, DecisionAction.UPDATE, DecisionReason.HELD)


def _death(state: EngineState, end: EndedProcess, pid: int | None) -> Step:
    """`pid` is None if the death is known but not the process."""
    kind, reason = _KINDS.get(end.ending.how, (IncidentKind.CRASHED, DecisionReason.DIED))
    action, incident = _incident(state, end.program, kind, end.at)
    incident = replace(incident.death(end.at), pid=pid or incident.pid, until=None)
    tracked = state.program(end.program)
    known = action is DecisionAction.UPDATE
    if known and pid is not None and pid in {tracked.hung, tracked.outgrown}:  # the incident says why it was ended
        return _report(state, incident, action, DecisionReason.KILLED)
    cause = Cause(end.at, f"{end.ending} (pid {pid})" if pid else str(end.ending))
    return _report(state, incident.because(cause, kind, end.last_words), action, reason)


def _incident(state: EngineState, program: str, kind: IncidentKind, at: datetime) -> tuple[DecisionAction, Incident]:
    """The program's open incident, its last one again, or a new one; and what that makes of it."""
    if (known := state.incident(program)) is not None:
        return DecisionAction.UPDATE, known
    return begin(state, Incident(state.next_number, process_subject(program), program, kind, at), at)


def _report(state: EngineState, incident: Incident, action: DecisionAction, reason: DecisionReason) -> Step:
    return state.keep(incident), (Decision(action, reason, incident.subject_name, incident),)


def _resolve(
    state: EngineState, incident: Incident, at: datetime, resolution: Resolution, reason: DecisionReason
) -> Step:
    done = replace(incident.resolved(at, resolution), until=None)
    return state.keep(done), (Decision(DecisionAction.RESOLVE, reason, incident.subject_name, done),)


def _suppress(state: EngineState, reason: DecisionReason, program: str) -> Step:
    return state, (Decision(DecisionAction.SUPPRESS, reason, program),)
