"""Orders to a running program: its address, the token, a body, and an answer that is JSON."""

import json

import pytest

from ignis.cli.control import order, post
from ignis.cli.errors import NOT_RUNNING, CliError
from ignis.cli.stack import Stack
from ignis.runtime.stack import endpoints
from tests.support.servers.canned_server import canned_server


def test_each_program_is_asked_at_its_own_address(stack: Stack) -> None:
    stack.home.control_token_file.write_text("the-token\n", encoding="ascii")
    with canned_server(**{"POST /x": (200, '{"who": "bot"}')}) as bot, canned_server() as relay:
        relay.answers["DELETE /x"] = (409, '{"who": "relay"}')
        endpoints.publish(stack.home, "bot", bot.url, pid=1)
        endpoints.publish(stack.home, "relay", relay.url, pid=1)
        assert post(stack, "/x") == (200, {"who": "bot"})
        assert order(stack, "relay", "DELETE", "/x", {"a": 1}) == (409, {"who": "relay"})
    assert relay.requests == [("DELETE /x", "Bearer the-token")]
    assert (bot.bodies, json.loads(relay.bodies[0])) == ([""], {"a": 1})


def test_a_program_without_an_address_is_named(stack: Stack) -> None:
    with pytest.raises(CliError, match="the exporter has not published an address yet") as caught:
        order(stack, "exporter", "GET", "/x")
    assert caught.value.code == NOT_RUNNING
