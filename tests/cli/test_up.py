"""`ignis up` waits for a stack: a control without processes, real logs, and programs over real HTTP."""

import io
import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from rich.console import Console

from ignis.cli.errors import USAGE, CliError
from ignis.cli.homes import supervisord
from ignis.cli.stack import Stack
from ignis.cli.up import check_beside, wait_until_ready
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.config import settings
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import CLEAN, CONFIG, GIVE_UP
from probes.restarts import memory
from probes.restarts.control import ProgramRunState, Trouble
from probes.restarts.policy import StartHistory, StartPlan, StartReason
from tests.support.fakes.fake_control import FakeControl, program
from tests.support.servers.canned_server import canned_server
from tests.support.waiting import wait_until


class HastyClock(SystemClock):
    """Half a minute passes at every look, so two looks are waited for."""

    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        self.at += 29
        return self.at


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def console(output: io.StringIO) -> Console:
    return Console(file=output, width=300)


@pytest.fixture
def ended() -> Generator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(2)"]) as process:
        process.wait(30)
        yield process


def log_line(stack: Stack, name: str, **entry: str) -> None:
    with (stack.home.log / f"{name}.log").open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def hold_bot(stack: Stack, seconds: float) -> None:
    """As the restart gate writes it down."""
    now = memory.now()
    history = StartHistory(now, streak=5, tokens=0, tokens_at=now)
    held = StartPlan(now + seconds, StartReason.BACKOFF, history)
    memory.save(stack.home.restart_memory("bot"), history, boot=memory.boot_id(), hold=held)


def test_it_returns_when_everything_is_ready(stack: Stack, control: FakeControl, console: Console) -> None:
    control.found = (program("bot"),)
    with canned_server(**{"GET /readyz": (200, "{}")}) as bot:
        endpoints.publish(stack.home, "bot", bot.url, pid=1)
        assert wait_until_ready(stack, None, {}, console).ready


def test_a_supervisord_that_ends_at_once_is_said_with_its_last_line(
    stack: Stack, ended: "subprocess.Popen[bytes]", console: Console
) -> None:
    (stack.home.log / "supervisord.err").write_text("Error: port in use\n", encoding="utf-8")
    with pytest.raises(CliError, match=r"supervisord ended at once \(exit 2\): Error: port in use") as caught:
        wait_until_ready(stack, ended, {}, console)
    assert caught.value.code == GIVE_UP


def test_a_wrong_configuration_ends_the_wait_with_its_line(
    stack: Stack, control: FakeControl, console: Console
) -> None:
    control.found = (program("bot", ProgramRunState.EXITED, pid=None, exit_status=CONFIG),)
    (stack.home.log / "bot.log").write_text("ignis bot: roles.json: line 1: wrong\n", encoding="utf-8")
    with pytest.raises(CliError, match=r"^bot cannot start: roles\.json: line 1: wrong$") as caught:
        wait_until_ready(stack, None, {"bot": 0}, console)
    assert caught.value.code == CONFIG


def test_a_program_that_supervisord_gave_up_ends_the_wait(stack: Stack, control: FakeControl, console: Console) -> None:
    control.found = (program("relay", ProgramRunState.FATAL, pid=None, description="no such file"),)
    with pytest.raises(CliError, match="supervisord cannot start relay: no such file"):
        wait_until_ready(stack, None, {}, console)


def test_what_is_not_ready_in_time_is_said_and_everything_goes_on(
    stack: Stack, control: FakeControl, console: Console, output: io.StringIO
) -> None:
    control.found = (program("relay"), program("bot"))
    log_line(stack, "bot", level="error", event="of the start before")
    logs = {"bot": (stack.home.log / "bot.log").stat().st_size}
    log_line(stack, "bot", level="error", event="no gateway")
    assert not wait_until_ready(stack, None, logs, console, HastyClock()).ready
    assert output.getvalue() == (
        "Ignis runs, but is not ready after 60 s: bot (starting: no gateway), relay (starting); it goes on trying, and "
        "`ignis status` shows it\n"
    )


def test_a_program_that_the_gate_holds_for_longer_is_not_waited_for(
    stack: Stack, control: FakeControl, console: Console, output: io.StringIO
) -> None:
    control.found = (program("bot", pid=7), program("relay"))
    hold_bot(stack, 185)
    with canned_server(**{"GET /livez": (200, "{}")}) as relay:
        endpoints.publish(stack.home, "relay", relay.url, pid=1)
        seen = wait_until_ready(stack, None, {}, console)
    until = f"{seen.holds['bot'].until.astimezone():%H:%M:%S}"
    assert output.getvalue() == (
        f"Ignis runs, but bot is held until {until}, because it ended unexpectedly (times in a row: 5); it starts by "
        "itself, and `ignis status` shows it\n"
    )


def test_a_hold_that_a_stop_has_lifted_is_none(
    stack: Stack, control: FakeControl, console: Console, output: io.StringIO
) -> None:
    control.found = (program("bot"),)
    hold_bot(stack, 185)
    stack.home.clean_mark("bot").touch()
    wait_until_ready(stack, None, {}, console, HastyClock())
    assert "Ignis runs, but is not ready after 60 s: bot (starting); it goes on trying" in output.getvalue()


def test_what_was_asked_to_end_does_not_start_by_itself(
    stack: Stack, control: FakeControl, console: Console, output: io.StringIO
) -> None:
    control.found = (program("bot", ProgramRunState.EXITED, pid=None, exit_status=CLEAN),)
    wait_until_ready(stack, None, {}, console, HastyClock())
    assert output.getvalue() == "Ignis runs, but bot was asked to end: `ignis restart bot` starts it\n"


def test_a_supervisord_that_never_answers_is_an_error(stack: Stack, control: FakeControl, console: Console) -> None:
    control.trouble = Trouble.MISSING
    with pytest.raises(CliError, match=r"^not ready within 60 s: supervisord does not answer$") as caught:
        wait_until_ready(stack, None, {}, console, HastyClock())
    assert caught.value.code == GIVE_UP


def test_a_late_companion_is_said_and_does_not_hold_up_the_rest(
    stack: Stack, control: FakeControl, console: Console, output: io.StringIO
) -> None:
    control.found = (program("bot"), program("grafana"))
    with canned_server(**{"GET /readyz": (200, "{}")}) as bot:
        endpoints.publish(stack.home, "bot", bot.url, pid=1)
        wait_until_ready(stack, None, {}, console, HastyClock())
    assert "grafana is not ready yet (starting): see `ignis logs grafana`" in output.getvalue()


def test_the_other_stack_of_the_checkout_is_named_before_any_port_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, control: FakeControl, stack_like: "subprocess.Popen[bytes]"
) -> None:
    monkeypatch.setattr(settings, "project_root", lambda: tmp_path)
    sandbox = tmp_path / "var" / "sandbox"
    (sandbox / "run").mkdir(parents=True)
    (sandbox / "run" / "supervisord.pid").write_text(str(stack_like.pid), encoding="ascii")
    wait_until(lambda: supervisord(sandbox / "run"), "its command line")
    with pytest.raises(CliError, match=r"another stack runs in .*/var/sandbox on the same ports: stop it with") as told:
        check_beside(Stack(Home(tmp_path / "var"), control), {})
    assert (told.value.code, str(told.value).count("\n")) == (USAGE, 0)
    check_beside(Stack(Home(sandbox), control), {})
    check_beside(Stack(Home(tmp_path / "elsewhere"), control), {})
