"""What every form of process control does: supervisord over its socket, and a monitor that is asked by files."""

import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

import pytest

from ignis.runtime.base.clock import SystemClock
from probes.restarts.control import (
    ProcessControl,
    ProcessControlError,
    ProgramRunState,
    ProgramState,
    SupervisorControl,
    Trouble,
)
from probes.restarts.requests import RequestControl
from tests.probes.supervisor_rig import supervisord, wait_for
from tests.support.programs.monitored import monitored
from tests.support.waiting import wait_until

SLEEPER = f"{sys.executable} -S -c 'import time; time.sleep(600)'"
NAMES = ("sleeper", "victim", "second")
Form: TypeAlias = Callable[[Mapping[str, str]], AbstractContextManager[ProcessControl]]


@contextmanager
def by_socket(programs: Mapping[str, str]) -> Generator[ProcessControl]:
    with supervisord(programs) as path:
        yield SupervisorControl(path, timeout_s=10)


@contextmanager
def by_files(programs: Mapping[str, str]) -> Generator[ProcessControl]:
    with monitored(programs) as (run, _):
        yield RequestControl(run, timeout_s=10, clock=SystemClock())


@pytest.fixture(scope="module", params=[by_socket, by_files])
def form(request: pytest.FixtureRequest) -> Form:
    chosen: Form = request.param
    return chosen


@pytest.fixture(scope="module")
def keeper(form: Form) -> Iterator[ProcessControl]:
    with form(dict.fromkeys(NAMES, SLEEPER) | {"broken": "/nonexistent/program"}) as control:
        for name in NAMES:
            wait_for(control, name, running)
        yield control


def running(program: ProgramState) -> bool:
    return program.state is ProgramRunState.RUNNING


def pid_of(control: ProcessControl, name: str) -> int | None:
    return wait_for(control, name, running).pid


def test_lists_what_runs_and_since_when(keeper: ProcessControl) -> None:
    assert {program.name for program in keeper.programs()} == {*NAMES, "broken"}
    program = wait_for(keeper, "sleeper", running)
    assert program.pid
    assert program.since is not None
    assert program.exit_status is None


def test_a_program_that_cannot_be_started_has_no_pid_and_says_why(keeper: ProcessControl) -> None:
    broken = wait_for(
        keeper, "broken", lambda program: program.state in {ProgramRunState.BACKOFF, ProgramRunState.FATAL}
    )
    assert broken.pid is None
    assert "/nonexistent/program" in broken.description
    assert "\n" not in broken.description


def test_stops_and_starts(keeper: ProcessControl) -> None:
    keeper.stop("second")
    stopped = wait_for(keeper, "second", lambda program: program.state is ProgramRunState.STOPPED)
    assert (stopped.pid, stopped.exit_status) == (None, -1)
    keeper.start("second")
    assert pid_of(keeper, "second")


def test_restart_starts_also_what_does_not_run(keeper: ProcessControl) -> None:
    before = pid_of(keeper, "second")
    keeper.restart("second")
    assert pid_of(keeper, "second") != before
    keeper.stop("second")
    keeper.restart("second")
    assert pid_of(keeper, "second")


def test_kill_reaches_the_program_which_is_started_anew(keeper: ProcessControl) -> None:
    before = pid_of(keeper, "victim")
    keeper.kill("victim", "KILL")
    wait_for(keeper, "victim", lambda program: running(program) and program.pid != before)


@pytest.mark.parametrize(
    ("method", "args", "named"),
    [
        ("start", ("nobody",), "nobody"),
        ("stop", ("nobody",), "nobody"),
        ("start", ("sleeper",), "sleeper"),
        ("kill", ("sleeper", "NONSENSE"), "NONSENSE"),
    ],
)
def test_a_refusal_is_one_line_that_names_what_was_wrong(
    keeper: ProcessControl, method: str, args: tuple[str, ...], named: str
) -> None:
    act: Callable[..., None] = getattr(keeper, method)
    with pytest.raises(ProcessControlError) as caught:
        act(*args)
    assert caught.value.trouble is Trouble.FAULT
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shutdown_ends_everything(form: Form) -> None:
    with form({"sleeper": SLEEPER}) as control:
        wait_for(control, "sleeper", running)
        control.shutdown()
        wait_until(lambda: trouble_of(control) is Trouble.MISSING, "nothing is left to be controlled")


def trouble_of(control: ProcessControl) -> Trouble | None:
    try:
        control.programs()
    except ProcessControlError as error:
        assert "\n" not in str(error)
        return error.trouble
    return None
