"""process_state: the judgement as values, and once with a real supervisord."""

import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ignis.runtime.base.home import Home
from probes.checks.base import Context
from probes.checks.process_state import ProcessStateCheck, judge
from probes.outcome import CheckReason, CheckStatus
from probes.restarts.control import ProgramRunState, ProgramState, SupervisorControl
from tests.probes.stand_ins import context_for, program
from tests.probes.supervisor_rig import supervisord, wait_for

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
FINE = program("exporter", pid=7, since=BEFORE)


@pytest.mark.parametrize(
    ("other", "status", "reason"),
    [
        (program("bot", ProgramRunState.RUNNING, pid=8), CheckStatus.OK, CheckReason.NONE),
        (program("bot", ProgramRunState.STARTING, pid=8), CheckStatus.DEGRADED, CheckReason.IN_TRANSITION),
        (program("bot", ProgramRunState.STOPPING, pid=8), CheckStatus.DEGRADED, CheckReason.IN_TRANSITION),
        (program("bot", ProgramRunState.STOPPED, since=BEFORE), CheckStatus.DEGRADED, CheckReason.PROGRAM_STOPPED),
        (
            program("bot", ProgramRunState.STOPPED),
            CheckStatus.OK,
            CheckReason.NONE,
        ),  # never asked for, as the sandbox beside real Discord
        (program("bot", ProgramRunState.EXITED, exit_status=78), CheckStatus.FAILING, CheckReason.PROGRAM_DOWN),
        (program("bot", ProgramRunState.BACKOFF), CheckStatus.FAILING, CheckReason.PROGRAM_DOWN),
        (program("bot", ProgramRunState.FATAL), CheckStatus.FAILING, CheckReason.PROGRAM_DOWN),
        (program("bot", ProgramRunState.UNKNOWN), CheckStatus.FAILING, CheckReason.PROGRAM_DOWN),
    ],
)
def test_the_worst_program_decides(other: ProgramState, status: CheckStatus, reason: CheckReason) -> None:
    for programs in ((FINE, other), (other, FINE)):
        result = judge(programs, 0.01)
        assert (result.status, result.reason) == (status, reason)


def test_it_says_which_program_and_how_it_ended() -> None:
    down = program("bot", ProgramRunState.EXITED, exit_status=78, description="Nov 23 12:00 AM")
    gone = program("relay", ProgramRunState.FATAL, description="no such file")
    assert judge((down, FINE, gone), 0).detail == "bot EXITED (78): Nov 23 12:00 AM; relay FATAL: no such file"


def test_a_new_pid_is_transition() -> None:
    assert judge((FINE,), 0).identity != judge((replace(FINE, pid=9),), 0).identity


@pytest.mark.parametrize("programs", [(), (program("bot", ProgramRunState.STOPPED),)])
def test_nothing_started_is_unknown(programs: tuple[ProgramState, ...]) -> None:
    assert judge(programs, 0).status is CheckStatus.UNKNOWN


async def test_without_supervisord_it_is_unknown(context: Context) -> None:
    result = await ProcessStateCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NO_SUPERVISOR)


async def test_a_real_supervisord_names_the_program_that_exited(home: Home) -> None:
    programs = {
        "sleeper": f"{sys.executable} -c 'import time; time.sleep(600)'",
        "quitter": f"{sys.executable} -c 'raise SystemExit(78)'",
    }
    with supervisord(programs, every="startsecs=0\nexitcodes=0,78\n") as path:
        control = SupervisorControl(path, timeout_s=5)
        wait_for(control, "sleeper", lambda found: found.state is ProgramRunState.RUNNING)
        wait_for(control, "quitter", lambda found: found.state is ProgramRunState.EXITED)
        async with context_for(home) as context:
            result = await ProcessStateCheck().run(replace(context, control=control))
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.PROGRAM_DOWN)
    assert result.detail.startswith("quitter EXITED (78)")
    assert "sleeper" not in result.detail
