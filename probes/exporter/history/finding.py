"""How a subject of the history stands: a check, a program, a circuit, or the whole. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.peers.schemas import ReportedCircuit
from probes.restarts.control import ProgramRunState, ProgramState

WHOLE: Final = "ignis"
LIVENESS: Final = "bot_liveness"
CORE: Final = (LIVENESS, "discord_gateway", "database")  # the worst first, where several fail
"""The checks without which Ignis does nothing for anybody."""


@dataclass(frozen=True)
class SubjectStatus:
    """`reason` is a bounded word, `detail` one line for people.

    `identity` names what was found so, such as a pid; it is not stored, and empty where there is none.
    """

    status: CheckStatus
    reason: str = CheckReason.NONE
    detail: str = ""
    identity: str = ""


def is_news(before: SubjectStatus | None, after: SubjectStatus) -> bool:
    """Whether a transition lies between the two; the wording alone is none."""
    if before is None or (before.status, before.reason) != (after.status, after.reason):
        return True
    return before.identity != "" and after.identity not in {"", before.identity}


def of_check(result: CheckResult) -> SubjectStatus:
    return SubjectStatus(result.status, result.reason, result.detail)


def of_program(program: ProgramState, hold: str | None) -> SubjectStatus | None:
    """`hold` is why the program waits at the restart gate, which supervisord takes for the program itself.

    A new pid is news, although the program may never have been seen to be down. None for one that was never started:
    nobody asked for it.
    """
    if not program.wanted:
        return None
    pid = f"pid {program.pid}" if program.pid else ""
    if hold is not None:
        return SubjectStatus(CheckStatus.FAILING, "held", hold)
    status = CheckStatus.OK if program.state is ProgramRunState.RUNNING else CheckStatus.FAILING
    return SubjectStatus(status, program.state.lower(), pid or program.description, pid)


def of_circuit(circuit: ReportedCircuit) -> SubjectStatus:
    """One that is half-open is still open: its trial is no news, the end of it is."""
    if circuit.state == "closed":
        return SubjectStatus(CheckStatus.OK, "closed")
    return SubjectStatus(CheckStatus.DEGRADED, "open", circuit.last_error or "")


def of_whole(checks: Mapping[str, SubjectStatus]) -> SubjectStatus | None:
    """The worst of the core checks; `reason` is the one that decides. None before the bot was asked.

    Unknown while nobody can say whether the bot lives: what the others remember is then of no use.
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
