"""process_state: the judgement as values, and once with a real supervisord."""

import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ignis.runtime.base.home import Home
from probes.checks.base import Context
from probes.checks.process_state import ProcessState, judge
from probes.outcome import Reason, Status
from probes.restarts.control import ProgramState, State, SupervisorControl
from tests.probes.stand_ins import context_for, program
from tests.probes.supervisor_rig import supervisord, wait_for

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
FINE = program("exporter", pid=7, since=BEFORE)


@pytest.mark.parametrize(
    ("other", "status", "reason"),
    [
        (program("bot", State.RUNNING, pid=8), Status.OK, Reason.NONE),
        (program("bot", State.STARTING, pid=8), Status.DEGRADED, Reason.IN_TRANSITION),
        (program("bot", State.STOPPING, pid=8), Status.DEGRADED, Reason.IN_TRANSITION),
        (program("bot", State.STOPPED, since=BEFORE), Status.DEGRADED, Reason.PROGRAM_STOPPED),
        (program("bot", State.STOPPED), Status.OK, Reason.NONE),  # never asked for, as the sandbox beside real Discord
        (program("bot", State.EXITED, exit_status=78), Status.FAILING, Reason.PROGRAM_DOWN),
        (program("bot", State.BACKOFF), Status.FAILING, Reason.PROGRAM_DOWN),
        (program("bot", State.FATAL), Status.FAILING, Reason.PROGRAM_DOWN),
        (program("bot", State.UNKNOWN), Status.FAILING, Reason.PROGRAM_DOWN),
    ],
)
def test_the_worst_program_decides(other: ProgramState, status: Status, reason: Reason) -> None:
    for programs in ((FINE, other), (other, FINE)):
        result = judge(programs, 0.01)
        assert (result.status, result.reason) == (status, reason)


def test_it_says_which_program_and_how_it_ended() -> None:
    down = program("bot", State.EXITED, exit_status=78, description="Nov 23 12:00 AM")
    gone = program("relay", State.FATAL, description="no such file")
    assert judge((down, FINE, gone), 0).detail == "bot EXITED (78): Nov 23 12:00 AM; relay FATAL: no such file"


def test_a_new_pid_is_news() -> None:
    assert judge((FINE,), 0).identity != judge((replace(FINE, pid=9),), 0).identity


@pytest.mark.parametrize("programs", [(), (program("bot", State.STOPPED),)])
def test_nothing_started_is_unknown(programs: tuple[ProgramState, ...]) -> None:
    assert judge(programs, 0).status is Status.UNKNOWN


async def test_without_supervisord_it_is_unknown(context: Context) -> None:
    result = await ProcessState().run(context)
    assert (result.status, result.reason) == (Status.UNKNOWN, Reason.NO_SUPERVISOR)


async def test_a_real_supervisord_names_the_program_that_exited(home: Home) -> None:
    programs = {
        "sleeper": f"{sys.executable} -c 'import time; time.sleep(600)'",
        "quitter": f"{sys.executable} -c 'raise SystemExit(78)'",
    }
    with supervisord(programs, every="startsecs=0\nexitcodes=0,78\n") as path:
        control = SupervisorControl(path, timeout_s=5)
        wait_for(control, "sleeper", lambda found: found.state is State.RUNNING)
        wait_for(control, "quitter", lambda found: found.state is State.EXITED)
        async with context_for(home) as context:
            result = await ProcessState().run(replace(context, control=control))
    assert (result.status, result.reason) == (Status.FAILING, Reason.PROGRAM_DOWN)
    assert result.detail.startswith("quitter EXITED (78)")
    assert "sleeper" not in result.detail
