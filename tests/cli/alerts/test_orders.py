"""Orders to the relay: real requests to one that gives canned answers."""

import json

import pytest

from ignis.cli.alerts.orders import account, give, incidents, seconds
from ignis.cli.errors import NOT_RUNNING, USAGE, CliError
from ignis.cli.stack import Stack
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import GIVE_UP
from tests.support.servers.canned_server import CannedServer, canned_server

ACK = "POST /incidents/3/ack"
DONE = {"outcome": "acknowledged", "text": "incident 3 acknowledged", "recorded": True}


def known(stack: Stack, relay: CannedServer) -> None:
    endpoints.publish(stack.home, "relay", relay.url, pid=1)
    stack.home.control_token_file.write_text("the-token\n", encoding="ascii")


def test_the_relay_is_asked_with_the_token_in_the_name_of_the_account(stack: Stack) -> None:
    with canned_server(**{ACK: (200, json.dumps(DONE))}) as relay:
        known(stack, relay)
        answer = give(stack, "POST", "/incidents/3/ack", why="I look at it")
    assert answer.text == "incident 3 acknowledged"
    assert relay.requests == [(ACK, "Bearer the-token")]
    body = json.loads(relay.bodies[0])
    assert (body["why"], body["by"]["discord_id"]) == ("I look at it", None)
    assert body["by"]["name"]


@pytest.mark.parametrize(
    ("status", "body", "text", "code"),
    [
        (400, '{"error": "for_s: too long"}', "for_s: too long", USAGE),
        (404, '{"outcome": "unknown", "text": "there is no incident 3"}', "there is no incident 3", USAGE),
        (503, '{"error": "relay.db: disk I/O error"}', "relay.db: disk I/O error", GIVE_UP),
        (401, '{"error": "x"}', r"the relay refuses the token in .*control\.token", GIVE_UP),
        (200, '{"outcome": "painted"}', "the relay answers something else", GIVE_UP),
        (200, "<html>", "what answers at the relay's address is not the relay", GIVE_UP),
    ],
)
def test_other_answers_are_one_line_and_a_code(stack: Stack, status: int, body: str, text: str, code: int) -> None:
    with canned_server(**{ACK: (status, body)}) as relay:
        known(stack, relay)
        with pytest.raises(CliError, match=text) as caught:
            give(stack, "POST", "/incidents/3/ack")
    assert caught.value.code == code


def test_a_relay_that_cannot_be_asked_is_one_line(stack: Stack) -> None:
    with pytest.raises(CliError, match="the relay has not published an address yet") as caught:
        incidents(stack)
    assert caught.value.code == NOT_RUNNING
    with canned_server() as relay:
        known(stack, relay)
    with pytest.raises(CliError, match="the relay does not answer at http"):
        incidents(stack)
    stack.home.control_token_file.unlink()
    with pytest.raises(CliError, match="is missing: `ignis restart relay` writes it"):
        incidents(stack)


def test_a_list_that_cannot_be_read_is_one_line(stack: Stack) -> None:
    with canned_server(**{"GET /incidents": (503, '{"error": "relay.db: locked"}')}) as relay:
        known(stack, relay)
        with pytest.raises(CliError, match=r"relay\.db: locked"):
            incidents(stack)


@pytest.mark.parametrize(
    ("span", "line"), [("3", "'3' is no span of time"), ("8d", "no longer than 7d"), ("", "'' is no span of time")]
)
def test_a_span_has_an_end_in_sight(span: str, line: str) -> None:
    with pytest.raises(CliError, match=line) as caught:
        seconds(span)
    assert caught.value.code == USAGE
    assert seconds("7d") == 604_800


def test_under_sudo_both_accounts_are_named() -> None:
    own = account({})
    assert own
    assert account({"SUDO_USER": own}) == own
    assert account({"SUDO_USER": "ana"}) == f"ana as {own}"
