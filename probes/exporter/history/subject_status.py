"""The status of one subject of the history: a check, a program, a circuit, or Ignis as a whole. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ignis.runtime.stack.http_shapes import ReportedCircuit
from probes.exporter.schedule.outage import CORE, LIVENESS
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.restarts.control import ProgramRunState, ProgramState

WHOLE: Final = "ignis"


@dataclass(frozen=True)
class SubjectStatus:
    """`reason` is a bounded word, `detail` one line for people.

    `identity` names what was found in this status, such as a pid. It is not stored, and may be empty.
    """

    status: CheckStatus
    reason: str = CheckReason.NONE
    detail: str = ""
    identity: str = ""


def is_transition(before: SubjectStatus | None, after: SubjectStatus) -> bool:
    """Whether the two differ in more than their wording."""
    if before is None or (before.status, before.reason) != (after.status, after.reason):
        return True
    return before.identity != "" and after.identity not in {"", before.identity}


def of_check(result: CheckResult) -> SubjectStatus:
    return SubjectStatus(result.status, result.reason, result.detail)


def of_program(program: ProgramState, hold: str | None) -> SubjectStatus | None:
    """`hold` is why the program waits at the restart gate; supervisord calls the waiting gate a running program.

    A new pid is a transition, even if nobody saw the program down. Return None for a program that was never started.
    """
    if not program.wanted:
        return None
    pid = f"pid {program.pid}" if program.pid else ""
    if hold is not None:
        return SubjectStatus(CheckStatus.FAILING, "held", hold)
    status = CheckStatus.OK if program.state is ProgramRunState.RUNNING else CheckStatus.FAILING
    return SubjectStatus(status, program.state.lower(), pid or program.description, pid)


def of_circuit(circuit: ReportedCircuit) -> SubjectStatus:
    """A half-open circuit counts as open: only the end of its trial is a transition."""
    if circuit.state == "closed":
        return SubjectStatus(CheckStatus.OK, "closed")
    return SubjectStatus(CheckStatus.DEGRADED, "open", circuit.last_error or "")


def of_whole(checks: Mapping[str, SubjectStatus]) -> SubjectStatus | None:
    """The worst of the core checks; `reason` is the name of the check that decides. None before the bot was asked.

    While it is unknown whether the bot lives, the whole is unknown: the other checks only remember an earlier answer.
    """
    if (alive := checks.get(LIVENESS)) is None:
        return None
    if alive.status is CheckStatus.UNKNOWN:
        return SubjectStatus(CheckStatus.UNKNOWN, LIVENESS, alive.detail)
    for status in (CheckStatus.FAILING, CheckStatus.DEGRADED):
        for name in CORE:
            if name in checks and checks[name].status is status:
                return SubjectStatus(status, name, checks[name].detail)
    return SubjectStatus(CheckStatus.OK)
