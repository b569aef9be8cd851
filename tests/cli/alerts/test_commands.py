"""`ignis alerts …`, `ignis pause` and `ignis resume`: what each asks of the relay, and what it prints."""

import json
from urllib.parse import quote, unquote

import pytest
from typer.testing import CliRunner

from ignis.cli.alerts import commands, maintenance
from ignis.cli.alerts.commands import app
from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import Stack
from ignis.runtime.stack import endpoints
from tests.support.fakes.fake_control import FakeControl, program
from tests.support.servers.canned_server import canned_server

DONE = json.dumps({"outcome": "silenced", "text": "it is done", "recorded": True})
INCIDENTS = json.dumps({"open": [], "recent": []})
ACTIONS = json.dumps({"actions": [{"at": "2026-01-02T03:04:05+00:00", "by": "root", "what": "resume"}]})


@pytest.fixture
def here(stack: Stack, control: FakeControl, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """The stack that the commands look after: its relay runs."""
    control.found = (program("relay"),)
    stack.home.control_token_file.write_text("the-token\n", encoding="ascii")
    for module in (commands, maintenance):
        monkeypatch.setattr(module, "stack_at", lambda _: stack)
    return stack


@pytest.mark.parametrize(
    ("arguments", "asked", "body"),
    [
        (["ack", "3", "--why", "mine"], "POST /incidents/3/ack", {"why": "mine"}),
        (["silence", "3", "1h"], "POST /silences", {"incident": 3, "for_s": 3600, "why": ""}),
        (["silence", "check:*", "10m"], "POST /silences", {"subject": "check:*", "for_s": 600, "why": ""}),
        (["unsilence", "alert:Память/диск"], "DELETE /silences/alert:Память/диск", {}),
        (["unsilence", "3"], "DELETE /silences/3", {}),
        (["test"], "POST /test-alert", {}),
    ],
)
def test_each_command_is_one_order(here: Stack, arguments: list[str], asked: str, body: dict[str, object]) -> None:
    with canned_server() as relay:
        endpoints.publish(here.home, "relay", relay.url, pid=1)
        method, _, path = asked.partition(" ")
        folder, _, last = path.rpartition("/") if method == "POST" else path.partition("/silences/")
        sent_to = f"{folder}/{last}" if method == "POST" else f"/silences/{quote(last, safe='')}"
        relay.answers[f"{method} {sent_to}"] = (200, DONE)
        done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert (done.exit_code, done.output) == (0, "it is done\n")
    ((came, _),) = relay.requests
    assert unquote(came) == asked
    sent = json.loads(relay.bodies[0])
    assert sent.pop("by")["name"]
    assert sent == body


@pytest.mark.usefixtures("here")
def test_what_is_no_number_is_one_line() -> None:
    with pytest.raises(CliError, match="'abc' is no number of an incident"):
        commands.ack("abc")


def test_list_and_log_are_read(here: Stack) -> None:
    with canned_server(**{"GET /incidents": (200, INCIDENTS), "GET /actions?count=5": (200, ACTIONS)}) as relay:
        endpoints.publish(here.home, "relay", relay.url, pid=1)
        assert CliRunner().invoke(app, ["list"], catch_exceptions=False).output == "nothing is wrong\n"
        listed = CliRunner().invoke(app, ["list", "--json"], catch_exceptions=False)
        assert json.loads(listed.output)["silences"] == []
        assert "root: resume" in CliRunner().invoke(app, ["log", "-n", "5"], catch_exceptions=False).output


def test_pause_and_resume(here: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    with canned_server(**{"POST /pause": (200, DONE), "DELETE /pause": (200, DONE)}) as relay:
        endpoints.publish(here.home, "relay", relay.url, pid=1)
        maintenance.pause("10m", why="a new disk")
        maintenance.resume()
    assert capsys.readouterr().out == "it is done\nit is done\n"
    sent = json.loads(relay.bodies[0])
    assert (sent["for_s"], sent["why"]) == (600, "a new disk")


@pytest.mark.parametrize(
    ("span", "why", "line"),
    [
        ("", "a disk", "how long"),
        ("10m", "", "say why"),
        ("10m", " x ", "at least 3 characters"),
        ("x", "a disk", "no span of time"),
    ],
)
def test_a_pause_without_end_or_reason_is_not_even_sent(here: Stack, span: str, why: str, line: str) -> None:
    with canned_server() as relay:
        endpoints.publish(here.home, "relay", relay.url, pid=1)
        with pytest.raises(CliError, match=line) as caught:
            maintenance.pause(span, why=why)
    assert (caught.value.code, relay.requests) == (USAGE, [])
