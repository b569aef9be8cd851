"""Does every program of the stack run? Asks supervisord, which is their parent process."""

import asyncio

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.restarts.control import ProcessControlError, ProgramRunState, ProgramState

_DOWN = frozenset({ProgramRunState.BACKOFF, ProgramRunState.EXITED, ProgramRunState.FATAL, ProgramRunState.UNKNOWN})
_MOVING = frozenset({ProgramRunState.STARTING, ProgramRunState.STOPPING})


class ProcessStateCheck:
    name = "process_state"
    label = CheckLabel("Programs", failing="a program is down", degraded="a program is stopped or starting")
    every = Cadence.LIVENESS  # a new pid is what makes the deep checks run at once
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        began = context.clock.monotonic()
        try:
            programs = await asyncio.to_thread(context.control.programs)
        except ProcessControlError as error:
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.NO_SUPERVISOR, str(error))
        return judge(programs, context.clock.monotonic() - began)


def judge(programs: tuple[ProgramState, ...], latency_s: float) -> CheckResult:
    """The worst that is true for any program. A program that was never started does not count."""
    wanted = [program for program in programs if program.wanted]
    if not wanted:
        return CheckResult(
            CheckStatus.UNKNOWN, CheckReason.NOT_STARTED, "supervisord has started no program yet", latency_s
        )
    identity = ", ".join(f"{program.name} {program.state} {program.pid}" for program in wanted)
    for states, status, reason in (
        (_DOWN, CheckStatus.FAILING, CheckReason.PROGRAM_DOWN),
        (frozenset({ProgramRunState.STOPPED}), CheckStatus.DEGRADED, CheckReason.PROGRAM_STOPPED),
        (_MOVING, CheckStatus.DEGRADED, CheckReason.IN_TRANSITION),
    ):
        if found := [program for program in wanted if program.state in states]:
            return CheckResult(status, reason, "; ".join(map(_describe, found)), latency_s, identity)
    running = ", ".join(program.name for program in wanted)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, f"running: {running}", latency_s, identity)


def _describe(program: ProgramState) -> str:
    """Such as `bot EXITED (78): Nov 23 12:00 AM`."""
    code = "" if program.exit_status is None else f" ({program.exit_status})"
    return f"{program.name} {program.state}{code}{f': {program.description}' if program.description else ''}"
