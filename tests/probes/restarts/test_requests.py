"""Requests by file: what is stale, damaged or unanswered. tests/contract has what every form does."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from ignis.runtime.base.clock import SystemClock
from probes.restarts.control import ProcessControlError, ProgramRunState, Trouble
from probes.restarts.requests import ControlServer, RequestControl
from tests.probes.stand_ins import FakeControl, HandClock, program
from tests.probes.supervisor_rig import wait_for
from tests.support.programs.monitored import monitored

CLOCK = SystemClock()


@pytest.fixture
def fake() -> FakeControl:
    return FakeControl((program("bot", pid=7), program("relay", ProgramRunState.FATAL, description="no such file")))


@pytest.fixture
def server(tmp_path: Path, fake: FakeControl) -> ControlServer:
    made = ControlServer(tmp_path, fake, CLOCK)
    made.turn()
    return made


def ask(folder: Path, name: str, **content: object) -> Path:
    file = folder / "requests" / f"{name}.request"
    file.write_text(json.dumps({"method": "start", "program": "bot", "expires": time.time() + 60} | content))
    return file


def trouble(control: RequestControl) -> Trouble:
    with pytest.raises(ProcessControlError) as caught:
        control.kill("bot", "KILL")
    assert "\n" not in str(caught.value)
    return caught.value.trouble


def test_what_runs_is_read_as_it_was_written(tmp_path: Path, server: ControlServer, fake: FakeControl) -> None:
    assert server is not None
    assert RequestControl(tmp_path, 1, CLOCK).programs() == fake.known


def test_requests_are_obeyed_in_order_and_once(tmp_path: Path, server: ControlServer, fake: FakeControl) -> None:
    ask(tmp_path, "2", method="kill", signal="TERM")
    ask(tmp_path, "1", method="stop")
    server.turn()
    server.turn()
    assert fake.asked == ["stop bot", "kill bot TERM"]
    assert not list((tmp_path / "requests").glob("*.request"))


def test_a_stale_request_is_ignored(tmp_path: Path, server: ControlServer, fake: FakeControl) -> None:
    ask(tmp_path, "1", expires=time.time() - 1)
    server.turn()
    assert fake.asked == []
    assert not list((tmp_path / "requests").iterdir())


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '{"method": "start", "colour": "red"}'])
def test_a_file_that_is_not_a_request_does_no_harm(
    tmp_path: Path, server: ControlServer, fake: FakeControl, content: str
) -> None:
    (tmp_path / "requests" / "1.request").write_text(content, encoding="utf-8")
    ask(tmp_path, "2")
    server.turn()
    assert fake.asked == ["start bot"]


def test_an_unknown_method_is_refused(tmp_path: Path, server: ControlServer) -> None:
    file = ask(tmp_path, "1", method="explode")
    server.turn()
    answer = json.loads(file.with_suffix(".answer").read_text(encoding="utf-8"))
    assert answer == {"trouble": "fault", "message": "the monitor cannot 'explode'"}


def test_an_answer_that_is_not_fetched_is_deleted(tmp_path: Path, server: ControlServer) -> None:
    file = ask(tmp_path, "1").with_suffix(".answer")
    server.turn()
    os.utime(file, (0, 0))
    server.turn()
    assert not file.exists()


def test_a_request_that_is_not_taken_is_withdrawn(tmp_path: Path, server: ControlServer) -> None:
    assert server is not None
    assert trouble(RequestControl(tmp_path, 0.05, CLOCK)) is Trouble.TIMEOUT
    assert not list((tmp_path / "requests").iterdir())


def test_without_a_monitor_there_is_nothing_to_ask(tmp_path: Path, server: ControlServer) -> None:
    server.close()
    assert trouble(RequestControl(tmp_path, 1, CLOCK)) is Trouble.MISSING


@pytest.mark.parametrize("content", ["", "{}", '{"pid": 1, "written": 9e99, "programs": [{}]}', "[]"])
def test_a_damaged_list_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "programs.json").write_text(content, encoding="utf-8")
    assert trouble(RequestControl(tmp_path, 1, CLOCK)) is Trouble.BROKEN


def test_a_killed_monitor_is_noticed_at_once() -> None:
    with monitored({"bot": "/bin/sleep 600"}) as (run, process):
        control = RequestControl(run, 5, CLOCK)
        bot = wait_for(control, "bot", lambda one: one.pid is not None)
        process.kill()
        process.wait(20)
        assert bot.pid is not None
        os.kill(bot.pid, signal.SIGKILL)  # this small monitor does not take it along
        assert trouble(control) is Trouble.REFUSED


def test_a_silent_monitor_is_not_there(tmp_path: Path, fake: FakeControl) -> None:
    clock = HandClock()
    ControlServer(tmp_path, fake, clock).turn()
    clock.go_on(5)
    assert RequestControl(tmp_path, 1, clock).programs() == fake.known
    clock.go_on(1)
    assert trouble(RequestControl(tmp_path, 1, clock)) is Trouble.REFUSED
