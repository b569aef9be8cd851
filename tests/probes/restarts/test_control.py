"""SupervisorControl against sockets that misbehave; what it shares with other forms stands in tests/contract."""

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
from probes.restarts.control import ProcessControlError, ProgramRunState, SupervisorControl, Trouble, program_state
from tests.probes.supervisor_rig import supervisord, wait_for

SLEEPER = f"{sys.executable} -S -c 'import time; time.sleep(600)'"


@pytest.mark.parametrize(
    ("method", "args", "words"),
    [
        ("start", ("nobody",), "refused startProcess(nobody): BAD_NAME: nobody"),
        ("start", ("sleeper",), "ALREADY_STARTED"),
        ("kill", ("sleeper", "NONSENSE"), "BAD_SIGNAL: NONSENSE"),
    ],
)
def test_a_refusal_has_supervisors_own_reason(
    keeper: SupervisorControl, method: str, args: tuple[str, ...], words: str
) -> None:
    act: Callable[..., None] = getattr(keeper, method)
    with pytest.raises(ProcessControlError) as caught:
        act(*args)
    assert words in str(caught.value)


@pytest.fixture(scope="module")
def keeper() -> Iterator[SupervisorControl]:
    with supervisord({"sleeper": SLEEPER}) as path:
        control = SupervisorControl(path, timeout_s=5)
        wait_for(control, "sleeper", lambda program: program.state is ProgramRunState.RUNNING)
        yield control


def test_a_missing_socket_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProcessControlError, match="is not there; start the stack") as caught:
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
    with pytest.raises(ProcessControlError) as caught:
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
