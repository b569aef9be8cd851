"""`ignis down`: by supervisord's socket, or else by a signal to the process that wrote the pid file."""

import subprocess
import sys
from collections.abc import Generator

import pytest

from ignis.cli.down import stop
from ignis.cli.homes import supervisord
from ignis.cli.stack import Stack
from probes.restarts.control import Trouble
from tests.support.fakes.fake_control import FakeControl


@pytest.fixture
def named_supervisord(stack: Stack) -> Generator["subprocess.Popen[bytes]"]:
    """A process that is called so, and has left its pid file."""
    command = [sys.executable, "-S", "-c", "import time; time.sleep(600)", "supervisord"]
    with subprocess.Popen(command) as process:
        (stack.home.run / "supervisord.pid").write_text(f"{process.pid}\n", encoding="ascii")
        yield process
        process.kill()


def test_it_is_asked_over_its_socket(stack: Stack, control: FakeControl) -> None:
    assert stop(stack)
    assert control.calls == ["shutdown"]


def test_without_a_socket_it_gets_a_signal(
    stack: Stack, control: FakeControl, named_supervisord: "subprocess.Popen[bytes]"
) -> None:
    control.trouble = Trouble.MISSING
    assert stop(stack)
    assert named_supervisord.wait(30) == -15


def test_without_a_supervisord_there_is_nothing_to_stop(stack: Stack, control: FakeControl) -> None:
    control.trouble = Trouble.MISSING
    assert not stop(stack)


def test_another_program_with_that_pid_is_left_alone(stack: Stack, control: FakeControl) -> None:
    control.trouble = Trouble.REFUSED
    with subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"]) as other:
        (stack.home.run / "supervisord.pid").write_text(f"{other.pid}\n", encoding="ascii")
        assert supervisord(stack.home.run) is None
        assert not stop(stack)
        assert other.poll() is None
        other.kill()
