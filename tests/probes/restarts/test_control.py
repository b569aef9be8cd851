"""SupervisorControl against a real supervisord, and against sockets that misbehave."""

import socket
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from supervisor.xmlrpc import Faults

from probes.restarts import control as module
from probes.restarts.control import ControlError, ProgramState, State, SupervisorControl, Trouble, program_state
from tests.probes.supervisor_rig import supervisord, wait_for, wait_until

SLEEPER = f"{sys.executable} -c 'import time; time.sleep(600)'"


@pytest.fixture(scope="module")
def keeper() -> Iterator[SupervisorControl]:
    programs = {"sleeper": SLEEPER, "victim": SLEEPER, "second": SLEEPER, "broken": "/nonexistent/program"}
    with supervisord(programs) as path:
        control = SupervisorControl(path, timeout_s=5)
        for name in ("sleeper", "victim", "second"):
            wait_for(control, name, running)
        yield control


def running(program: ProgramState) -> bool:
    return program.state is State.RUNNING


def pid_of(control: SupervisorControl, name: str) -> int | None:
    return wait_for(control, name, running).pid


def test_lists_what_runs_and_since_when(keeper: SupervisorControl) -> None:
    program = wait_for(keeper, "sleeper", running)
    assert program.pid
    assert program.since is not None
    assert program.exit_status is None


def test_a_program_that_cannot_be_started_has_no_pid_and_says_why(keeper: SupervisorControl) -> None:
    broken = wait_for(keeper, "broken", lambda program: program.state in {State.BACKOFF, State.FATAL})
    assert broken.pid is None
    assert "/nonexistent/program" in broken.description
    assert "\n" not in broken.description


def test_stops_and_starts(keeper: SupervisorControl) -> None:
    keeper.stop("second")
    stopped = wait_for(keeper, "second", lambda program: program.state is State.STOPPED)
    assert (stopped.pid, stopped.exit_status) == (None, -1)
    keeper.start("second")
    assert pid_of(keeper, "second")


def test_restart_starts_also_what_does_not_run(keeper: SupervisorControl) -> None:
    before = pid_of(keeper, "second")
    keeper.restart("second")
    assert pid_of(keeper, "second") != before
    keeper.stop("second")
    keeper.restart("second")
    assert pid_of(keeper, "second")


def test_kill_reaches_the_program(keeper: SupervisorControl) -> None:
    before = pid_of(keeper, "victim")
    keeper.kill("victim", "KILL")
    wait_for(keeper, "victim", lambda program: running(program) and program.pid != before)


@pytest.mark.parametrize(
    ("method", "args", "words"),
    [
        ("start", ("nobody",), "refused startProcess(nobody): BAD_NAME: nobody"),
        ("start", ("sleeper",), "ALREADY_STARTED"),
        ("kill", ("sleeper", "NONSENSE"), "BAD_SIGNAL: NONSENSE"),
    ],
)
def test_a_refusal_is_one_line_with_the_reason(
    keeper: SupervisorControl, method: str, args: tuple[str, ...], words: str
) -> None:
    act: Callable[..., None] = getattr(keeper, method)
    with pytest.raises(ControlError) as caught:
        act(*args)
    assert caught.value.trouble is Trouble.FAULT
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shutdown_ends_supervisord() -> None:
    with supervisord({"sleeper": SLEEPER}) as path:
        control = SupervisorControl(path, timeout_s=5)
        wait_for(control, "sleeper", running)
        control.shutdown()
        wait_until(lambda: not path.exists())
        with pytest.raises(ControlError) as caught:
            control.programs()
        assert caught.value.trouble is Trouble.MISSING


def test_a_missing_socket_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="is not there; start the stack") as caught:
        SupervisorControl(tmp_path / "none.sock", timeout_s=1).programs()
    assert caught.value.trouble is Trouble.MISSING


@contextmanager
def listener(*, listening: bool = True) -> Generator[tuple[Path, socket.socket]]:
    with TemporaryDirectory(prefix="ignis-") as folder, socket.socket(socket.AF_UNIX) as server:
        path = Path(folder) / "supervisor.sock"
        server.bind(str(path))
        if listening:
            server.listen()
        yield path, server


def answering(server: socket.socket, body: bytes, connections: list[bytes]) -> threading.Thread:
    """Answers each connection with `body` and hangs up; collects what was asked."""

    def loop() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer:
                connections.append(peer.recv(65_536))
                peer.sendall(body)
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(65_536):
                    pass

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    return thread


def trouble_of(path: Path) -> Trouble:
    with pytest.raises(ControlError) as caught:
        SupervisorControl(path, timeout_s=0.2).programs()
    assert "\n" not in str(caught.value)
    return caught.value.trouble


def test_a_socket_nobody_listens_on_is_refused() -> None:
    with listener(listening=False) as (path, _):
        assert trouble_of(path) is Trouble.REFUSED


def test_a_silent_supervisord_is_given_up() -> None:
    with listener() as (path, _):
        assert trouble_of(path) is Trouble.TIMEOUT


XML = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s"


@pytest.mark.parametrize(
    "answer",
    [
        b"220 ftp ready\r\n",
        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        XML % (9, b"<nonsense"),
        XML % (96, b"<methodResponse><params><param><value><int>1</int></value></param></params></methodResponse>    "),
    ],
)
def test_another_server_is_told_apart(answer: bytes) -> None:
    with listener() as (path, server):
        answering(server, answer, [])
        assert trouble_of(path) is Trouble.BROKEN


def test_nothing_is_sent_twice_when_the_connection_breaks() -> None:
    """The first request may have been obeyed; a second signal would hit the successor."""
    asked: list[bytes] = []
    with listener() as (path, server):
        answering(server, b"", asked)
        assert trouble_of(path) is Trouble.REFUSED
    assert len(asked) == 1


def test_a_path_too_long_for_a_socket_is_one_line(tmp_path: Path) -> None:
    assert trouble_of(tmp_path / ("x" * 120)) is Trouble.BROKEN


def test_a_program_of_a_larger_group_carries_the_groups_name() -> None:
    info = {
        "name": "one", "group": "many", "statename": "EXITED", "pid": 0, "start": 10, "stop": 20, "exitstatus": 78,
        "description": "",
    }  # fmt: skip
    program = program_state(info)
    assert (program.name, program.exit_status, program.since and program.since.timestamp()) == ("many:one", 78, 20)


def test_the_fault_code_is_supervisors() -> None:
    assert module._NOT_RUNNING == Faults.NOT_RUNNING  # pyright: ignore[reportPrivateUsage]  it must not drift
