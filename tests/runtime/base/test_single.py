"""Two copies of a program never run in one home: real processes, real locks."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.base.single import INHERITED, AlreadyRuns, lock_path, only_copy, open_lock, read_pid, take
from tests.support.programs.started import Process, Started

if sys.platform == "win32":
    pytest.skip("Windows has no flock", allow_module_level=True)

PROGRAM = """
from ignis.runtime.stack.process import run

async def main(process):
    print("runs", flush=True)
    await process.stopping.wait()

run("bot", main)
"""
GATE = [sys.executable, "-m", "probes.restarts.gate", "bot", "--"]
BY_HAND = [sys.executable, "-c", PROGRAM]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


class Copies(Started):
    def running(self, command: list[str]) -> Process:
        process = self.start(command)
        assert process.stdout is not None
        assert process.stdout.readline() == "runs\n"
        return process

    def refused(self, **environ: str) -> str:
        process = self.start(BY_HAND, **environ)
        out, errors = process.communicate(timeout=30)
        assert (process.returncode, out) == (78, "")
        return errors

    def refusal(self, pid: int) -> str:
        root = self.home.root
        return (
            f"ignis bot: bot already runs in {root} (pid {pid}): `ignis restart bot`, `ignis down`, or another --home\n"
        )


@pytest.fixture
def copies(home: Home) -> Iterator[Copies]:
    made = Copies(home)
    yield made
    made.end()


@pytest.mark.parametrize("first", [BY_HAND, [*GATE, *BY_HAND]], ids=["by hand", "under the gate"])
def test_a_second_copy_by_hand_is_refused_in_one_line(copies: Copies, first: list[str]) -> None:
    running = copies.running(first)
    assert copies.refused() == copies.refusal(running.pid)
    running.terminate()
    assert running.wait(30) == 0
    assert (copies.home.restarts / "bot.clean").exists()
    copies.running(BY_HAND)


def test_a_killed_copy_keeps_nobody_out(copies: Copies) -> None:
    running = copies.running(BY_HAND)
    running.kill()
    running.wait(30)
    copies.running([*GATE, *BY_HAND])


def test_the_gates_variable_alone_lets_nobody_in(copies: Copies) -> None:
    running = copies.running([*GATE, *BY_HAND])
    for claim in ("0", "77", "nonsense", "-1"):
        assert copies.refused(**{INHERITED: claim}) == copies.refusal(running.pid)


def test_another_program_and_another_home_are_free(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.create()
    refusal = rf"bot already runs in .*/home \(pid {os.getpid()}\)"
    with (
        only_copy({}, home, "bot"),
        only_copy({}, home, "relay"),
        only_copy({}, other, "bot"),
        pytest.raises(AlreadyRuns, match=refusal),
        only_copy({}, home, "bot"),
    ):
        pass
    with only_copy({}, home, "bot"):
        assert read_pid(lock_path(home, "bot")) == os.getpid()


def test_what_the_gate_hands_on_is_kept_and_not_handed_further(home: Home) -> None:
    lock = open_lock(lock_path(home, "bot"))
    try:
        assert take(lock)
        os.set_inheritable(lock, True)  # noqa: FBT003  the standard library's own signature
        with only_copy({INHERITED: str(lock)}, home, "bot"):
            assert not os.get_inheritable(lock)
        with pytest.raises(AlreadyRuns), only_copy({}, home, "bot"):
            pass
    finally:
        os.close(lock)
