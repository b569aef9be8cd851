"""The observations that the relay learns: the incident engine's input, from whatever source."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ignis.runtime.resilience.watchdog import Stall
from ignis.runtime.stack.process import CLEAN, CONFIG, GIVE_UP
from probes.relay.incidents.incident import IncidentKind, Severity
from probes.restarts.control import ProgramRunState


class EndingKind(StrEnum):
    """How a process ended."""

    REQUESTED = "requested"  # supervisor was asked to stop it
    CLEAN = "clean"  # exit 0: it was asked to stop by a signal
    CONFIG = "config"  # exit 78: no restart can help, so none is tried
    CRASHED = "crashed"
    STALLED = "stalled"  # its event loop was blocked, and its own watchdog ended it
    HUNG = "hung"  # it did not answer, and was killed for that
    WITH_SUPERVISOR = "with_supervisor"  # supervisord itself died, and the kernel killed its programs
    IN_OUTAGE = "in_outage"  # everything was down or stood still, and the incident about that says so
    UNKNOWN = "unknown"  # it is gone and the reason is not known


_WORDS = {
    EndingKind.WITH_SUPERVISOR: "ended because supervisord itself died",
    EndingKind.IN_OUTAGE: "ended together with everything else",
    EndingKind.HUNG: "hung: it did not answer, and was killed",
}


@dataclass(frozen=True)
class ProcessEnding:
    """How it ended, in detail. Its text is one line for people.

    `status` is the exit code, `signal` a name such as SIGKILL; both are None if unknown. `stall` says where its event
    loop was blocked, if that ended it.

    Example:
        >>> str(ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"))
        'killed by SIGKILL'
    """

    how: EndingKind
    status: int | None = None
    signal: str | None = None
    stall: Stall | None = None

    def __str__(self) -> str:
        if self.how in _WORDS:
            return _WORDS[self.how]
        if self.stall:
            return f"hung: {self.stall}"
        if self.signal:
            return f"killed by {self.signal}"
        if self.status == GIVE_UP:
            return "ended itself to be started again (exit 70)"
        if self.status == CONFIG:
            return "gave up: its configuration is wrong (exit 78)"
        return "died, exit status unknown" if self.status is None else f"crashed (exit {self.status})"


def by_status(status: int) -> ProcessEnding:
    """The ending that an exit code means, see docs/architecture.md. supervisor reports any signal as -1."""
    if status == CLEAN:
        return ProcessEnding(EndingKind.CLEAN, status)
    if status < 0:
        return ProcessEnding(EndingKind.CRASHED, signal="a signal")
    return ProcessEnding(EndingKind.CONFIG if status == CONFIG else EndingKind.CRASHED, status)


@dataclass(frozen=True)
class EndedProcess:
    """Process `pid` ended, or is about to end because that was asked for. `at` is its last proof of life."""

    program: str
    pid: int
    ending: ProcessEnding
    at: datetime
    last_words: str | None = None


@dataclass(frozen=True)
class SeenProgram:
    """What a look at supervisor and at the program itself found. `pid` is None if nothing runs.

    `held_until` is when the restart gate will start it, None if it does not wait there. `hold` says why it waits, as a
    `StartReason` of the restart policy. `at_gate` means that the process is still the gate and not yet the program.
    `works_since` is its first proof of work, if that is known.
    """

    program: str
    state: ProgramRunState
    pid: int | None
    since: datetime | None
    exit_status: int | None
    ready: bool
    at: datetime
    description: str = ""
    last_words: str | None = None
    held_until: datetime | None = None
    hold: str = ""
    crashes: int = 0
    at_gate: bool = False
    works_since: datetime | None = None


@dataclass(frozen=True)
class HungProgram:
    """Process `pid` runs but has not answered for `silent_s` seconds; it is about to be killed.

    `at` is its last proof of life.
    """

    program: str
    pid: int
    silent_s: float
    at: datetime


@dataclass(frozen=True)
class OutgrownProgram:
    """Process `pid` uses `used_mb` MiB of memory, more than `limit_mb`; it is about to be asked to stop."""

    program: str
    pid: int
    used_mb: float
    limit_mb: float
    at: datetime


_ROOMS = {
    IncidentKind.OUTAGE: "host",
    IncidentKind.MACHINE_OFF: "host",
    IncidentKind.ASLEEP: "host",
    IncidentKind.STANDSTILL: "host",
    IncidentKind.UNSUPERVISED: "stack",
}


@dataclass(frozen=True)
class Condition:
    """The state of something that is not a process: a check, a circuit, the memory of a program, an alert, everything,
    supervisord.

    `kind` is one of these, `name` says which one. `wrong` means: the check is red, the circuit open, the memory
    high, the alert fires. `since` is when it became so, `text` one line about it, `until` when it is tried again.
    `gone` means that it is no longer watched or reported. `severity`, `until_told` and `shown` are as in an incident.
    """

    kind: IncidentKind
    name: str
    wrong: bool
    since: datetime
    at: datetime
    text: str = ""
    until: datetime | None = None
    gone: bool = False
    severity: Severity | None = None
    until_told: bool = False
    shown: str = ""

    @property
    def subject(self) -> str:
        return f"{_ROOMS.get(self.kind, self.kind)}:{self.name}"


@dataclass(frozen=True)
class Acknowledged:
    """Somebody takes care of incident `number`. `by` is a name for people."""

    number: int
    by: str
    at: datetime


@dataclass(frozen=True)
class TimePassed:
    """Nothing happened; news that was calmed may be due."""

    at: datetime


ProcessObservation = EndedProcess | SeenProgram | HungProgram | OutgrownProgram
Observation = ProcessObservation | Condition | Acknowledged | TimePassed
