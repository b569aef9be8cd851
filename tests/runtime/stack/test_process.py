"""Programs begin and end as the contract says: real processes, real signals."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ignis.runtime.base.life import read_lives
from ignis.runtime.base.single import INHERITED
from ignis.runtime.config.settings import project_root

PROGRAM = """
import asyncio, sys
from ignis.runtime.stack.process import Exit, run
from ignis.runtime.config.settings import ConfigError

class Program:
    async def main(self, process):
        what = sys.argv[1]
        if what == "wait":
            print("waiting", flush=True)
            await process.stopping.wait()
        if what == "give-up":
            raise Exit(70, "nobody answers")
        if what == "misconfigured":
            raise ConfigError("conf.yaml: wrong")
        if what == "crash":
            raise ValueError("a canary-token in an exception")

run("bot", Program())
"""


BY_GATE = {
    INHERITED: "99"
}  # as the restart gate starts programs; no such descriptor is open, so it takes the lock itself


def start(tmp_path: Path, what: str, **environ: str) -> "subprocess.Popen[str]":
    config = tmp_path / "ignis.yaml"
    config.touch()
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD", "IGNIS"))}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, what],
        env=clean | {"IGNIS_HOME": str(tmp_path / "home"), "IGNIS_CONFIG": str(config)} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=project_root(),
    )


def finish(process: "subprocess.Popen[str]") -> tuple[int, list[dict[str, str]]]:
    _, errors = process.communicate(timeout=30)
    return process.returncode, [json.loads(line) for line in errors.splitlines()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_that_was_asked_for_is_clean(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, "wait")
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(number)
    code, lines = finish(process)
    assert (code, lines[-1]["event"]) == (0, "stopped")
    assert (tmp_path / "home/restarts/bot.clean").exists()


def test_a_renewal_ends_in_order_and_wants_a_successor(tmp_path: Path) -> None:
    process = start(tmp_path, "wait", **BY_GATE)
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGUSR2)
    code, lines = finish(process)
    assert (code, lines[-1]["event"]) == (70, "asked by SIGUSR2 to end and be restarted")
    assert not (tmp_path / "home/restarts/bot.clean").exists()


@pytest.mark.parametrize(
    ("what", "code", "event"),
    [("give-up", 70, "nobody answers"), ("misconfigured", 78, "conf.yaml: wrong"), ("crash", 1, "crashed")],
)
def test_every_other_end_has_its_code_and_leaves_no_mark(tmp_path: Path, what: str, code: int, event: str) -> None:
    ended, lines = finish(start(tmp_path, what, DISCORD_TOKEN="canary-token", **BY_GATE))
    assert (ended, lines[-1]["event"]) == (code, event)
    assert not (tmp_path / "home/restarts/bot.clean").exists()
    assert "canary-token" not in json.dumps(lines)


@pytest.mark.parametrize(
    ("what", "code", "line"),
    [("give-up", 70, "ignis bot: nobody answers\n"), ("misconfigured", 78, "ignis bot: conf.yaml: wrong\n")],
)
def test_a_person_who_started_it_reads_a_plain_line(tmp_path: Path, what: str, code: int, line: str) -> None:
    process = start(tmp_path, what)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (code, line)


def test_a_wrong_configuration_is_one_line_before_anything_is_made(tmp_path: Path) -> None:
    process = start(tmp_path, "wait", IGNIS_CONFIG=str(tmp_path / "none.yaml"))
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 78
    assert errors.startswith("ignis bot: ")
    assert "none.yaml: no such file" in errors
    assert errors.count("\n") == 1
    assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    process = start(tmp_path, "wait", IGNIS_HOME=str(tmp_path / "file" / "home"))
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 78
    assert "cannot be used as the state folder: Not a directory" in errors


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "journal").touch()
    process = start(tmp_path, "wait")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 78
    assert f"{home / 'journal'}: cannot be a folder of the state folder {home}: File exists" in errors


@pytest.mark.parametrize(("what", "clean"), [("wait", True), ("crash", False), ("give-up", False)])
def test_its_heartbeat_says_whether_its_end_was_asked_for(tmp_path: Path, what: str, *, clean: bool) -> None:
    process = start(tmp_path, what, **BY_GATE)
    if what == "wait":
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
    finish(process)
    (life,) = read_lives(tmp_path / "home/run/bot.beat")
    assert (life.pid, life.clean) == (process.pid, clean)


def test_files_of_a_program_are_private(tmp_path: Path) -> None:
    process = start(tmp_path, "give-up")
    process.communicate(timeout=30)
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
