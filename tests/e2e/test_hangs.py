"""Programs that block or leak on the real stack: ended by their watchdog or by the relay, explained, restarted."""

import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from ignis.runtime.config.settings import project_root
from ignis.runtime.resilience import watchdog
from ignis.runtime.telemetry import log_tail
from tests.support.programs.stack import Stack, get, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e

FAULTS = Path(__file__).parents[1] / "support" / "programs" / "faults"
BLOCKED_AFTER = 3.0
SOFT_MB, HARD_MB = 300, 500


@pytest.fixture
def running() -> Iterator[Stack]:
    """One for each test: who dies twice within ten minutes comes and goes, and its last death has no message."""
    settings: dict[str, dict[str, object]] = {
        "watchdog": {"blocked_after": BLOCKED_AFTER},
        # never before the watchdog: it is to be seen that this one suffices
        "relay": {"hang_after": 60},
        "memory": {"every": 0.5, "soft_mb": SOFT_MB, "hard_mb": HARD_MB},
    }
    with stack(settings, environ={"PYTHONPATH": str(FAULTS)}) as made:
        made.up()
        yield made


def breaks(running: Stack, program: str, fault: str) -> int:
    """Injects the fault, and returns the pid that it hit."""
    (running.home.root / f"fault.{program}").write_text(fault, encoding="ascii")
    pid = running.pid(program)
    os.kill(pid, signal.SIGUSR1)
    return pid


def told(running: Stack, title: str, pid: int) -> str:
    """The cause of the incident of this title that names the process, once it is over and the channel shows its end.

    What ends within seconds of each other is one message: it names each, and `GET /incidents` has the cause of each.
    """

    def found() -> str | None:
        recent = get(f"{running.url('relay')}/incidents")["recent"]
        causes = [
            cause["text"] for one in recent if not one["open"] and one["title"] == title for cause in one["causes"]
        ]
        return next((one for one in causes if f"(pid {pid})" in one), None)

    return eventually(found, f"an incident {title!r} about pid {pid}\n{running.alerts()}\n{running.logs()}")


def shown(running: Stack, text: str) -> dict[str, Any]:
    """The embed that has this text, in its title or below."""

    def found() -> dict[str, Any] | None:
        embeds = [embed for message in running.alerts() for embed in message["embeds"]]
        return next((one for one in embeds if text in str(one)), None)

    return eventually(found, f"an alert that says {text!r}\n{running.alerts()}\n{running.logs()}")


def check_blocked(running: Stack, faults: Mapping[str, str]) -> None:
    """Breaks programs (name: fault) at once; each is ended, explained to its line, and restarted."""
    pids = {program: breaks(running, program, fault) for program, fault in faults.items()}
    for program, pid in pids.items():
        running.ready_again(program, pid)
    for program, fault in faults.items():
        log = log_tail.last_lines(running.home.log / f"{program}.log", 1000)
        stall = watchdog.stall(log, project_root())
        assert stall is not None, log
        assert stall.seconds == BLOCKED_AFTER
        assert stall.place.startswith("tests/support/programs/faults/sitecustomize.py:")
        assert stall.place.endswith(f" ({fault})")
        said = f"hung: its event loop stood still for {BLOCKED_AFTER:g} s at {stall.place}"
        assert said in told(running, f"{program} is back", pids[program])
        assert "✅" in shown(running, f"{program} is back")["title"]


def test_a_blocked_loop_ends_its_program_at_the_guilty_line(running: Stack) -> None:
    check_blocked(running, {"bot": "regex", "exporter": "deadlock", "relay": "sleep"})


@pytest.mark.long
@pytest.mark.parametrize("fault", ["sleep", "deadlock", "regex"])
def test_whatever_blocks_the_bot_ends_it(running: Stack, fault: str) -> None:
    check_blocked(running, {"bot": fault})


def check_leak(running: Stack, program: str) -> None:
    """A leak is alerted; the program is asked to stop cleanly, and started again."""
    pid = breaks(running, program, "leak")
    status = running.ready_again(program, pid)
    assert f"MiB of memory; its limit is {HARD_MB} MiB" in told(running, f"{program} is back", pid)
    assert "asked to stop cleanly" in str(shown(running, f"{program} is back")["fields"])
    assert psutil.Process(status["programs"][program]["pid"]).memory_info().rss < SOFT_MB * 1024 * 1024
    said = "\n".join(log_tail.last_lines(running.home.log / f"{program}.log", 1000))
    assert "asked by SIGUSR2 to end and be restarted" in said
    assert f"its soft limit is {SOFT_MB} MiB" in told(running, f"{program} uses less memory again", pid)


def test_who_leaks_is_alerted_and_started_anew(running: Stack) -> None:
    check_leak(running, "exporter")


@pytest.mark.long
def test_a_bot_that_leaks_is_alerted_and_started_anew(running: Stack) -> None:
    check_leak(running, "bot")
