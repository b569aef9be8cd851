"""Incidents of programs: (state, what was learnt) -> (state, decisions). No I/O, no clock.

The rules:
- One incident per subject, `process:<program>`. It opens when a process dies, hangs, holds too much memory, gives up
  with exit 78, or cannot be started; further deaths update it; it is resolved, once, when the program does its work
  again.
- An end that was asked for opens nothing. A program that is left stopped for 5 s has its incident closed.
- Everybody may tell everything twice and in any order: an end is told apart by its pid and counted once. What comes
  too late is ignored.
- A program that waits at the restart gate for 5 s or more is reported with the moment of its next start, once.
- A process that is gone without an explanation is given 2 s to get one (supervisor's event may be on its way), then it
  counts as dead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from probes.relay.incidents.incident import Cause, Incident, IncidentKind, Resolution
from probes.relay.incidents.observations import (
    EndedProcess,
    EndingKind,
    HungProgram,
    OutgrownProgram,
    ProcessEnding,
    ProcessFact,
    SeenProgram,
    by_status,
)
from probes.relay.incidents.tracking import TrackedProgram
from probes.restarts.control import ProgramRunState
from probes.restarts.policy import HOLD_LABELS

SETTLE = timedelta(seconds=2)
LINGER = timedelta(seconds=5)


class DecisionAction(StrEnum):
    OPEN = "open"
    UPDATE = "update"
    RESOLVE = "resolve"
    SUPPRESS = "suppress"


class DecisionReason(StrEnum):
    """Why something was decided. Bounded: it becomes a metric's label."""

    DIED = "died"
    GAVE_UP = "gave_up"
    HANGS = "hangs"
    STALLED = "stalled"
    OUTGROWN = "outgrown"
    KILLED = "killed"
    CANNOT_START = "cannot_start"
    STARTED_ANEW = "started_anew"
    HELD = "held"
    BACK = "back"
    ANSWERS_AGAIN = "answers_again"
    STOPPED_ON_REQUEST = "stopped_on_request"
    REQUESTED_STOP = "requested_stop"
    CLEAN_EXIT = "clean_exit"
    DUPLICATE = "duplicate"
    STALE = "stale"
    # of conditions
    WRONG = "wrong"
    CHANGED = "changed"
    CLEARED = "cleared"
    GONE = "gone"


_OF_DEATHS = {
    EndingKind.CONFIG: (IncidentKind.CONFIG, DecisionReason.GAVE_UP),
    EndingKind.STALLED: (IncidentKind.HUNG, DecisionReason.STALLED),
}
_DEATHS = frozenset({DecisionReason.DIED, DecisionReason.STALLED, DecisionReason.GAVE_UP, DecisionReason.KILLED})
_HOLDS = {reason.value: f"held: {label}" for reason, label in HOLD_LABELS.items()}


@dataclass(frozen=True)
class Decision:
    action: DecisionAction
    reason: DecisionReason
    program: str
    incident: Incident | None = None

    @property
    def death(self) -> bool:
        return self.reason in _DEATHS


@dataclass(frozen=True)
class EngineState:
    """What the engine remembers. `open` maps subjects to their incidents."""

    programs: Mapping[str, TrackedProgram] = field(default_factory=dict)
    open: Mapping[str, Incident] = field(default_factory=dict)
    next_number: int = 1

    def program(self, name: str) -> TrackedProgram:
        return self.programs.get(name, TrackedProgram())

    def incident(self, name: str) -> Incident | None:
        return self.open.get(subject(name))

    def track(self, name: str, tracked: TrackedProgram) -> "EngineState":
        return replace(self, programs={**self.programs, name: tracked})

    def keep(self, incident: Incident) -> "EngineState":
        others = {key: one for key, one in self.open.items() if key != incident.subject}
        kept = {**others, incident.subject: incident} if incident.open else others
        return replace(self, open=kept, next_number=max(self.next_number, incident.number + 1))


Step = tuple[EngineState, tuple[Decision, ...]]


def subject(program: str) -> str:
    return f"process:{program}"


def decide(state: EngineState, fact: ProcessFact) -> Step:
    match fact:
        case EndedProcess():
            return _ended(state, fact)
        case HungProgram():
            return _hung(state, fact)
        case OutgrownProgram():
            return _outgrown(state, fact)
        case _:
            return _seen(state, fact)


def vanished(state: EngineState, seen: SeenProgram) -> int | None:
    """The pid whose end this look will reveal, so that the caller can find out how it ended first."""
    tracked = state.program(seen.program)
    return tracked.pid if tracked.vanished(seen.pid, seen.since) else None


def new_supervisor(state: EngineState) -> EngineState:
    """Pids begin anew with a new supervisor (in a container they are the same each time): forget the dead ones."""
    return replace(state, programs={name: replace(one, past=()) for name, one in state.programs.items()})


def _ended(state: EngineState, fact: EndedProcess) -> Step:
    tracked = state.program(fact.program)
    if fact.pid != tracked.pid and tracked.is_past(fact.pid, None):
        return _suppress(state, DecisionReason.DUPLICATE, fact.program)
    expected = tracked.nameless and not tracked.knows(fact.pid)
    buried = tracked.buried(fact.pid, fact.at)
    state = state.track(fact.program, replace(buried, nameless=buried.nameless and not expected))
    if expected:
        return _suppress(state, DecisionReason.DUPLICATE, fact.program)
    match fact.ending.how:
        case EndingKind.REQUESTED:
            return _suppress(state, DecisionReason.REQUESTED_STOP, fact.program)
        case EndingKind.CLEAN:
            return _suppress(state, DecisionReason.CLEAN_EXIT, fact.program)
        case _:
            return _death(state, fact, fact.pid)


def _hung(state: EngineState, fact: HungProgram) -> Step:
    cause = Cause(fact.at, f"hung: no answer for {fact.silent_s:.0f} s (pid {fact.pid})")
    doomed = replace(state.program(fact.program), hung=fact.pid)
    return _doomed(
        state, fact, doomed, cause, (IncidentKind.HUNG, DecisionReason.HANGS, "killed, so that it is started anew")
    )


def _outgrown(state: EngineState, fact: OutgrownProgram) -> Step:
    held = f"held {fact.used_mb:.0f} MiB of memory, and {fact.limit_mb:.0f} are its limit (pid {fact.pid})"
    doomed = replace(state.program(fact.program), outgrown=fact.pid)
    why = (IncidentKind.OUTGROWN, DecisionReason.OUTGROWN, "asked to end in order, so that it is started anew")
    return _doomed(state, fact, doomed, Cause(fact.at, held), why)


def _doomed(
    state: EngineState,
    fact: HungProgram | OutgrownProgram,
    doomed: TrackedProgram,
    cause: Cause,
    why: tuple[IncidentKind, DecisionReason, str],
) -> Step:
    """`fact`'s process is about to be ended; `doomed` is its program with that remembered."""
    tracked, (kind, reason, step) = state.program(fact.program), why
    if tracked.is_past(fact.pid, None) or tracked.pid not in {None, fact.pid}:
        return _suppress(state, DecisionReason.STALE, fact.program)
    if tracked == doomed:
        return _suppress(state, DecisionReason.DUPLICATE, fact.program)
    known, incident = _incident(state, fact.program, kind, fact.at)
    incident = replace(incident.because(cause, kind), pid=fact.pid).step(step)
    return _report(state.track(fact.program, doomed), incident, reason, known=known)


def _seen(state: EngineState, fact: SeenProgram) -> Step:
    tracked = state.program(fact.program)
    if fact.pid is not None and tracked.is_past(fact.pid, fact.since):
        return _suppress(state, DecisionReason.STALE, fact.program)
    if fact.pid is not None and fact.state is ProgramRunState.STOPPING:
        return _ended(state, EndedProcess(fact.program, fact.pid, ProcessEnding(EndingKind.REQUESTED), fact.at))
    explained: tuple[Decision, ...] = ()
    ending = _told_by(fact)
    if (gone := vanished(state, fact)) is not None and ending is not None:
        state, explained = _ended(state, EndedProcess(fact.program, gone, ending, fact.at, fact.last_words))
    tracked = state.program(fact.program)
    now = tracked.gone(fact.at) if fact.pid is None else tracked.alive(fact.pid, fact.since, fact.at)
    state, settled = _settle(state.track(fact.program, now), fact)
    state, found = _down(state, fact) if fact.pid is None else _alive(state, fact, fact.pid)
    return state, (*explained, *settled, *found)


def _told_by(fact: SeenProgram) -> ProcessEnding | None:
    """What supervisor's table says of the process that is gone; nothing once the next one runs."""
    if fact.pid is not None:
        return None
    if fact.state is ProgramRunState.STOPPED:
        return ProcessEnding(EndingKind.REQUESTED)
    if fact.state is ProgramRunState.EXITED and fact.exit_status is not None:
        return by_status(fact.exit_status)
    return None


def _settle(state: EngineState, fact: SeenProgram) -> Step:
    """Who has been missing for too long is dead."""
    decisions: tuple[Decision, ...] = ()
    for one in state.program(fact.program).missing:
        if abs(fact.at - one.at) >= SETTLE:
            state = state.track(fact.program, state.program(fact.program).given_up(one))
            end = EndedProcess(fact.program, one.pid, ProcessEnding(EndingKind.UNKNOWN), one.at, fact.last_words)
            state, more = _death(state, end, one.pid)
            decisions += more
    return state, decisions


def _down(state: EngineState, fact: SeenProgram) -> Step:
    tracked = state.program(fact.program)
    if fact.state is ProgramRunState.FATAL and not tracked.fatal:
        state = state.track(fact.program, replace(tracked, fatal=True))
        cause = Cause(fact.at, f"cannot be started: {fact.description}")
        known, incident = _incident(state, fact.program, IncidentKind.CANNOT_START, fact.at)
        incident = incident.because(cause, IncidentKind.CANNOT_START, fact.last_words)
        return _report(state, incident, DecisionReason.CANNOT_START, known=known)
    if fact.state is ProgramRunState.EXITED and fact.exit_status and tracked.knows_nothing():
        state = state.track(fact.program, replace(tracked, nameless=True))
        return _death(state, EndedProcess(fact.program, 0, by_status(fact.exit_status), fact.at, fact.last_words), None)
    open_one = state.incident(fact.program)
    if open_one is not None and _left_stopped(fact):
        return _resolve(state, open_one, fact.at, Resolution.STOPPED_ON_REQUEST, DecisionReason.STOPPED_ON_REQUEST)
    return state, ()


def _left_stopped(fact: SeenProgram) -> bool:
    """Stopped, and not just for the moment in which a restart lies between its stop and its start."""
    asked_for = fact.state is ProgramRunState.STOPPED or (
        fact.state is ProgramRunState.EXITED and fact.exit_status == 0
    )
    return asked_for and (fact.since is None or fact.at - fact.since >= LINGER)


def _alive(state: EngineState, fact: SeenProgram, pid: int) -> Step:
    tracked, incident = state.program(fact.program), state.incident(fact.program)
    if incident is None or tracked.missing:  # an end that is still unexplained may yet belong to this incident
        return state, ()
    if tracked.outgrown == pid:  # it still answers, but is about to go
        return state, ()
    if fact.ready and tracked.hung == pid:
        state = state.track(fact.program, replace(tracked, hung=None))
        return _resolve(state, incident, fact.at, Resolution.ANSWERS_AGAIN, DecisionReason.ANSWERS_AGAIN)
    if fact.ready:
        return _resolve(state, incident, fact.at, Resolution.BACK, DecisionReason.BACK)
    return _not_ready(state, incident, fact, pid)


def _not_ready(state: EngineState, incident: Incident, fact: SeenProgram, pid: int) -> Step:
    if fact.held_until is not None and fact.held_until - fact.at >= LINGER:
        return _held(state, incident, fact.held_until, fact.hold)
    if (incident.pid != pid or incident.until is not None) and not fact.at_gate:
        incident = replace(incident, pid=pid, until=None).step(f"started anew (pid {pid})")
        return _report(state, incident, DecisionReason.STARTED_ANEW, known=True)
    return state, ()


def _held(state: EngineState, incident: Incident, until: datetime, why: str) -> Step:
    """Said once for each hold: the moment is reckoned anew at every look, and may differ by its rounding."""
    if incident.until is not None and abs(until - incident.until) < SETTLE:
        return state, ()
    incident = replace(incident, until=until).step(_HOLDS.get(why, "held"))
    return _report(state, incident, DecisionReason.HELD, known=True)


def _death(state: EngineState, end: EndedProcess, pid: int | None) -> Step:
    """`pid` is None where only the death is known, and not whose."""
    kind, reason = _OF_DEATHS.get(end.ending.how, (IncidentKind.CRASHED, DecisionReason.DIED))
    known, incident = _incident(state, end.program, kind, end.at)
    incident = replace(incident.death(end.at), pid=pid or incident.pid, until=None)
    tracked = state.program(end.program)
    if pid is not None and pid in {tracked.hung, tracked.outgrown}:  # why it was ended stands there already
        return _report(state, incident, DecisionReason.KILLED, known=known)
    cause = Cause(end.at, f"{end.ending} (pid {pid})" if pid else str(end.ending))
    return _report(state, incident.because(cause, kind, end.last_words), reason, known=known)


def _incident(state: EngineState, program: str, kind: IncidentKind, at: datetime) -> tuple[bool, Incident]:
    """The program's open incident, or a new one; and whether it was open."""
    known = state.incident(program)
    return known is not None, known or Incident(state.next_number, subject(program), program, kind, at)


def _report(state: EngineState, incident: Incident, reason: DecisionReason, *, known: bool) -> Step:
    action = DecisionAction.UPDATE if known else DecisionAction.OPEN
    return state.keep(incident), (Decision(action, reason, incident.program, incident),)


def _resolve(
    state: EngineState, incident: Incident, at: datetime, resolution: Resolution, reason: DecisionReason
) -> Step:
    done = replace(incident.resolved(at, resolution), until=None)
    return state.keep(done), (Decision(DecisionAction.RESOLVE, reason, incident.program, done),)


def _suppress(state: EngineState, reason: DecisionReason, program: str) -> Step:
    return state, (Decision(DecisionAction.SUPPRESS, reason, program),)
