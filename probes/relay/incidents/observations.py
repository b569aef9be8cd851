"""What the relay learns about programs: the engine's input, whoever told it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ignis.runtime.resilience.watchdog import Stall
from ignis.runtime.stack.process import CLEAN, CONFIG, GIVE_UP
from probes.relay.incidents.incident import IncidentKind, Severity
from probes.restarts.control import ProgramRunState


class EndingKind(StrEnum):
    """How a process ended."""

    REQUESTED = "requested"  # somebody asked supervisor to stop it
    CLEAN = "clean"  # exit 0: it was asked to stop by a signal
    CONFIG = "config"  # exit 78: no restart can help, none is tried
    CRASHED = "crashed"
    STALLED = "stalled"  # its event loop stood still, and its own watchdog ended it
    WITH_SUPERVISOR = "with_supervisor"  # supervisord itself died, and the kernel killed what it had started
    UNKNOWN = "unknown"  # it is gone and nobody knows why


@dataclass(frozen=True)
class ProcessEnding:
    """`status` is the exit code, `signal` a name such as SIGKILL; both None where nobody knows.

    `stall` is where its event loop stood still, where that was the end of it.
    """

    how: EndingKind
    status: int | None = None
    signal: str | None = None
    stall: Stall | None = None

    def __str__(self) -> str:
        if self.how is EndingKind.WITH_SUPERVISOR:
            return "ended because supervisord itself died"
        if self.stall:
            return f"hung: {self.stall}"
        if self.signal:
            return f"killed by {self.signal}"
        if self.status == GIVE_UP:
            return "gave itself up to be started anew (exit 70)"
        if self.status == CONFIG:
            return "gave up for good (exit 78: its configuration)"
        return "died, exit status unknown" if self.status is None else f"crashed (exit {self.status})"


def by_status(status: int) -> ProcessEnding:
    """The ending that an exit code tells, by the contract of architecture.md; supervisor writes -1 for any signal."""
    if status == CLEAN:
        return ProcessEnding(EndingKind.CLEAN, status)
    if status < 0:
        return ProcessEnding(EndingKind.CRASHED, signal="a signal")
    return ProcessEnding(EndingKind.CONFIG if status == CONFIG else EndingKind.CRASHED, status)


@dataclass(frozen=True)
class EndedProcess:
    """Process `pid` ended, or is about to because somebody asked for it."""

    program: str
    pid: int
    ending: ProcessEnding
    at: datetime
    last_words: str | None = None


@dataclass(frozen=True)
class SeenProgram:
    """What a look at supervisor and at the program itself found. `pid` is None where nothing runs.

    `held_until` is when the restart gate will let it start, None when it does not wait there; `hold` says why it waits,
    as `policy.Reason` does. `at_gate`: what runs is the gate still, and not yet the program.
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
    at_gate: bool = False


@dataclass(frozen=True)
class HungProgram:
    """Process `pid` runs but has not answered for `silent_s` seconds; it is about to be killed."""

    program: str
    pid: int
    silent_s: float
    at: datetime


@dataclass(frozen=True)
class OutgrownProgram:
    """Process `pid` holds `used_mb` MiB of memory, more than `limit_mb`; it is about to be asked to end."""

    program: str
    pid: int
    used_mb: float
    limit_mb: float
    at: datetime


@dataclass(frozen=True)
class Condition:
    """How things stand with something that is no process: a check, a circuit, the memory of a program, an alert.

    `kind` is one of those four, and `name` which of them. `wrong` is whether it is red, or open, too high, or fires.
    `since` is when it became so, `text` one line about it from outside, and `until` when it is tried again. `gone` says
    that nobody watches it, or reports it, any more. `severity` and `until_told` are as in an incident.
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

    @property
    def subject(self) -> str:
        return f"{self.kind}:{self.name}"


ProcessFact = EndedProcess | SeenProgram | HungProgram | OutgrownProgram
Fact = ProcessFact | Condition
