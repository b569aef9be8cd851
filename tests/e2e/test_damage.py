"""Files of a running stack are lost or spoilt, and it comes back by itself.

One stack for all: each test leaves it whole.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ignis.runtime.stack import endpoints, sandbox_info
from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with stack() as made:
        made.up()
        yield made


def pids(made: Stack) -> dict[str, int]:
    return {name: program["pid"] for name, program in made.status()["programs"].items()}


def urls(made: Stack) -> dict[str, str]:
    return {name: endpoint.url for name, endpoint in endpoints.read(made.home).items()}


def ready(made: Stack) -> bool:
    return bool(made.status()["ready"])


def incidents(made: Stack) -> list[dict[str, Any]]:
    recent: list[dict[str, Any]] = get(f"{made.url('relay')}/incidents")["recent"]
    return recent


def causes(made: Stack) -> set[str]:
    return {cause["text"] for one in incidents(made) for cause in one["causes"]}


def garbage(file: Path) -> None:
    file.write_text("garbage", encoding="utf-8")


def of_a_stranger(file: Path) -> None:
    """What a program that was started by hand in the same home once left there."""
    content = json.loads(file.read_bytes())
    stranger = {"url": "http://127.0.0.1:1", "pid": 2**22 + 1}
    file.write_text(json.dumps({name: entry | stranger for name, entry in content.items()}), encoding="utf-8")


@pytest.mark.parametrize("damage", [garbage, of_a_stranger, Path.unlink])
def test_lost_addresses_kill_nobody_and_come_back(running: Stack, damage: Callable[[Path], None]) -> None:
    before, known = pids(running), len(incidents(running))
    addresses = urls(running)
    damage(running.home.endpoints_file)
    eventually(lambda: urls(running) == addresses, f"every address again\n{running.logs()}")
    eventually(lambda: ready(running), f"ready again\n{running.logs()}")
    assert pids(running) == before
    assert len(incidents(running)) == known


@pytest.mark.parametrize(("program", "module"), [("bot", "ignis.bot"), ("relay", "probes.relay")])
def test_a_second_copy_by_hand_is_refused_and_touches_nothing(running: Stack, program: str, module: str) -> None:
    before, token = pids(running), running.home.control_token_file.read_bytes()
    second = subprocess.run(
        [sys.executable, "-m", module], env=running._environ, capture_output=True, text=True, timeout=60, check=False
    )
    assert (second.returncode, second.stdout) == (78, "")
    assert second.stderr == (
        f"ignis {program}: {program} already runs in {running.home.root} (pid {before[program]}): "
        f"`ignis restart {program}`, `ignis down`, or another --home\n"
    )
    assert running.home.control_token_file.read_bytes() == token
    assert ready(running)
    assert pids(running) == before


def test_the_sandboxs_file_comes_back(running: Stack) -> None:
    before, info = pids(running), sandbox_info.read(running.home)
    assert info is not None
    running.home.sandbox_file.unlink()
    eventually(lambda: sandbox_info.read(running.home) == info, f"sandbox.json again\n{running.logs()}")
    assert pids(running) == before


def test_a_deleted_relay_db_is_noticed_and_made_anew_with_all_that_is_known(running: Stack) -> None:
    before, known = pids(running), incidents(running)
    running.home.relay_db.unlink()
    eventually(running.home.relay_db.exists, f"made anew\n{running.logs()}")
    log = (running.home.log / "relay.log").read_text(encoding="utf-8")
    assert f"{running.home.relay_db}: was deleted while it was in use; what is known is written" in log
    assert (pids(running), incidents(running)) == (before, known)


def test_what_died_with_supervisord_has_no_incident_of_its_own(running: Stack) -> None:
    known, supervisord = causes(running), running.supervisord()
    supervisord.kill()
    supervisord.wait(20)
    running.up()
    eventually(lambda: causes(running) - known == {"supervisord was killed"}, f"one incident for all\n{running.logs()}")
