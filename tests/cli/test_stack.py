"""What the command line finds out about a stack: from a control, and from programs over real HTTP."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ignis.cli.errors import NOT_RUNNING, USAGE, CliError
from ignis.cli.stack import Readiness, Stack, ask, red_checks, stack_at
from ignis.runtime.config.settings import ConfigError
from ignis.runtime.stack import endpoints
from probes.restarts.control import ProcessControlError, ProgramRunState, Trouble
from tests.support.fakes.fake_control import FakeControl, program
from tests.support.servers.canned_server import canned_server


def test_programs_that_were_never_started_are_left_out(stack: Stack, control: FakeControl) -> None:
    running = program("bot")
    control.found = (running, replace(program("grafana", ProgramRunState.STOPPED), since=None))
    assert stack.running() == (running,)


@pytest.mark.parametrize("trouble", [Trouble.MISSING, Trouble.REFUSED])
def test_without_a_supervisord_nothing_runs(stack: Stack, control: FakeControl, trouble: Trouble) -> None:
    control.trouble = trouble
    assert stack.running() is None
    with pytest.raises(CliError, match=r"nothing runs in .*/home; start it with `ignis up`") as caught:
        stack.demand()
    assert caught.value.code == NOT_RUNNING


def test_a_supervisord_that_does_not_answer_is_an_error(stack: Stack, control: FakeControl) -> None:
    control.trouble = Trouble.TIMEOUT
    with pytest.raises(ProcessControlError):
        stack.running()


def test_an_unknown_program_is_named_with_those_that_run(stack: Stack, control: FakeControl) -> None:
    control.found = (program("relay"), program("bot"))
    with pytest.raises(CliError, match="no program is called 'bto'; there are bot, relay") as caught:
        stack.demand("bto")
    assert caught.value.code == USAGE


def test_a_program_is_ready_when_it_says_so(stack: Stack) -> None:
    with canned_server(**{"GET /readyz": (200, "{}")}) as bot:
        endpoints.publish(stack.home, "bot", bot.url, pid=1)
        published = endpoints.read(stack.home)
        assert ask(published, program("bot")) == Readiness(ready=True)
        assert ask(published, program("bot", pid=2)) == Readiness(ready=False, reason="starting")
        assert ask({}, program("bot")) == Readiness(ready=False, reason="starting")
        backoff = program("bot", ProgramRunState.BACKOFF)
        assert ask(published, backoff) == Readiness(ready=False, reason="backoff")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (json.dumps({"reasons": ["no gateway", "no database"]}), "no gateway; no database"),
        ("{}", "answers 503"),
        ("garbage", "answers 503"),
    ],
)
def test_a_program_that_is_not_ready_says_why(stack: Stack, body: str, reason: str) -> None:
    with canned_server(**{"GET /readyz": (503, body)}) as bot:
        endpoints.publish(stack.home, "bot", bot.url, pid=1)
        assert ask(endpoints.read(stack.home), program("bot")) == Readiness(ready=False, reason=reason)


def test_a_program_that_is_gone_does_not_answer(stack: Stack) -> None:
    with canned_server() as bot:
        endpoints.publish(stack.home, "bot", bot.url, pid=1)
    found = ask(endpoints.read(stack.home), program("bot"))
    assert found == Readiness(ready=False, reason="does not answer (URLError)")


def test_the_red_checks_come_from_the_exporter(stack: Stack) -> None:
    checks = {"database": {"status": "failing", "detail": "locked"}, "disk": {"status": "ok", "detail": "fine"}}
    with canned_server(
        **{"GET /health": (200, json.dumps({"time": "2026-01-02T03:04:05Z", "checks": checks}))}
    ) as exporter:
        endpoints.publish(stack.home, "exporter", exporter.url, pid=1)
        published = endpoints.read(stack.home)
        assert red_checks(published) == {"database": "locked"}
        exporter.answers["GET /health"] = (200, "garbage")
        assert red_checks(published) == {}
    assert red_checks(published) == {}
    assert red_checks({}) == {}


def test_a_path_that_is_too_long_for_the_socket_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"too long for a Unix socket below it by \d+ bytes; choose a shorter --home"):
        stack_at(tmp_path / ("x" * 100))
    assert stack_at(Path("/tmp")).home.root == Path("/tmp")  # noqa: S108  nothing is written there
