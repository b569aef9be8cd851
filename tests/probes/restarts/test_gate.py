"""The restart gate with real processes: it becomes the program, dies with its parent, lets one copy in."""

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ignis.runtime.base.home import Home
from probes.restarts import memory
from tests.support.programs.started import Process, Started
from tests.support.waiting import wait_until as eventually

if sys.platform == "win32":
    pytest.skip("the gate is for Linux; Windows has its own monitor", allow_module_level=True)

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
# starts a gate as a child, as supervisord does, and stays alive until it is killed
PARENT = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(600)"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


class Gates(Started):
    def command(self, *program: str) -> list[str]:
        return [sys.executable, "-m", "probes.restarts.gate", "bot", "--", *program]

    def gate(self, *program: str, **policy: float) -> Process:
        return self.start(self.command(*program), IGNIS_RESTARTS=json.dumps(policy))


@pytest.fixture
def gates(home: Home) -> Iterator[Gates]:
    made = Gates(home)
    yield made
    made.end()


def first_line(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_it_becomes_the_program_under_the_same_pid(gates: Gates) -> None:
    process = gates.gate(sys.executable, "-c", "import os; print(os.getpid())")
    assert first_line(process) == f"{process.pid}\n"
    assert process.wait(20) == 0


def test_there_is_never_a_second_copy(gates: Gates) -> None:
    older = gates.gate(*SLEEPER)
    assert first_line(older) == "up\n"
    younger = gates.gate(*SLEEPER, first_delay=0)
    assert younger.stderr is not None
    assert f"another bot (pid {older.pid}) still runs" in younger.stderr.readline()
    older.kill()
    assert first_line(younger) == "up\n"


def test_what_a_killed_program_has_left_does_not_hold_up_the_next_one(gates: Gates) -> None:
    """Grafana starts programs of its own, and they inherit the lock."""
    parent = [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:], close_fds=False)"]
    older = gates.lead(gates.command(*parent, *SLEEPER))
    assert first_line(older) == "up\n"
    (left,) = psutil.Process(older.pid).children()
    older.kill()
    older.wait(20)
    assert left.is_running()
    assert first_line(gates.gate(*SLEEPER, first_delay=0)) == "up\n"
    eventually(lambda: not left.is_running() or left.status() == psutil.STATUS_ZOMBIE, "what was left is gone")


def test_the_program_dies_with_supervisord(gates: Gates, home: Home) -> None:
    parent = gates.start([sys.executable, "-c", PARENT, *gates.command(*SLEEPER)])
    (home.run / "supervisord.pid").write_text(str(parent.pid), encoding="ascii")
    eventually(lambda: psutil.Process(parent.pid).children(), "the gate started")
    (child,) = psutil.Process(parent.pid).children()
    assert first_line(parent) == "up\n"  # the gate is over: the program itself must be tied, too
    parent.kill()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "the program gone")


def test_an_orphan_does_not_even_start(gates: Gates, home: Home) -> None:
    (home.run / "supervisord.pid").write_text("1", encoding="ascii")
    process = gates.gate(*SLEEPER)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 70
    assert "supervisord (pid 1) is gone" in errors


def test_a_second_crash_is_held_back_and_says_so(gates: Gates, home: Home) -> None:
    for _ in range(2):
        assert gates.gate("/bin/false").wait(20) == 1
    process = gates.gate("/bin/false", base_delay=600)
    assert process.stderr is not None
    line = json.loads(process.stderr.readline())
    assert "bot is held for" in line["event"]
    assert "crash 2 in a row" in line["event"]
    hold = memory.holds(home.restarts).get("bot")
    assert hold is not None
    assert hold.reason == "backoff"


def test_a_hold_that_was_cut_short_is_taken_up_where_it_stood(gates: Gates, home: Home) -> None:
    for _ in range(2):
        gates.gate("/bin/false").wait(20)
    file = home.restart_memory("bot")
    for _ in range(3):
        held = gates.gate("/bin/false", base_delay=600)
        assert held.stderr is not None
        held.stderr.readline()
        held.kill()
        held.wait(20)
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["hold"]["history"]["streak"] == 2
    content["hold"]["start_at"] = decided = memory.now() + 0.2
    file.write_text(json.dumps(content), encoding="utf-8")
    assert gates.gate("/bin/false", base_delay=600).wait(20) == 1
    after = memory.load(file, boot=memory.boot_id(), at=memory.now())
    assert after is not None
    assert (after.hold, after.history.streak) == (None, 2)
    assert after.history.last_start >= decided


def test_a_stop_while_held_was_asked_for(gates: Gates, home: Home) -> None:
    for _ in range(2):
        gates.gate("/bin/false").wait(20)
    held = gates.gate(*SLEEPER, base_delay=600)
    assert held.stderr is not None
    held.stderr.readline()
    held.send_signal(signal.SIGTERM)
    assert held.wait(20) == 0
    again = gates.gate(*SLEEPER, base_delay=600)
    assert first_line(again) == "up\n"
    assert memory.holds(home.restarts).get("bot") is None


def test_a_clean_mark_is_used_up(gates: Gates, home: Home) -> None:
    (home.restarts / "bot.clean").touch()
    assert gates.gate("/bin/true").wait(20) == 0
    assert not (home.restarts / "bot.clean").exists()


def test_a_proof_of_health_is_used_up_and_forgets_the_crashes(gates: Gates, home: Home) -> None:
    for _ in range(2):
        gates.gate("/bin/false").wait(20)
    home.proof_mark("bot").touch()
    assert gates.gate("/bin/false", base_delay=600).wait(20) == 1
    assert not home.proof_mark("bot").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"history": {}}', '{"history": {"last_start": 1}, "boot_id": 1}'])
def test_a_damaged_memory_never_keeps_a_program_down(gates: Gates, home: Home, content: str) -> None:
    (home.restarts / "bot.json").write_text(content, encoding="utf-8")
    assert gates.gate("/bin/true").wait(20) == 0


def test_a_start_that_cannot_be_written_down_waits_for_the_disk(gates: Gates, home: Home) -> None:
    home.restarts.rmdir()
    home.restarts.write_text("in the way", encoding="utf-8")
    process = gates.gate(*SLEEPER)
    said = process.stderr.readline() if process.stderr else ""
    assert "bot is held until that is possible, 90 s at most (its start cannot be written down: " in said
    home.restarts.unlink()
    home.restarts.mkdir()
    assert first_line(process) == "up\n"
    assert home.restart_memory("bot").exists()


def test_a_lock_that_cannot_be_opened_is_said_in_one_line(gates: Gates, home: Home) -> None:
    (home.run / "bot.lock").mkdir()
    process = gates.gate("/bin/true")
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 70
    assert json.loads(errors)["event"] == f"{home.run}/bot.lock: cannot be used as the lock of bot: Is a directory"


def test_wrong_usage_is_said_in_one_line(gates: Gates) -> None:
    process = gates.start([sys.executable, "-m", "probes.restarts.gate", "bot", "/bin/true"])
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 64
    assert errors.startswith("usage: ")
