"""`ignis privacy`: a real request to a bot that gives canned answers."""

import json

import pytest

from ignis.cli.errors import USAGE, CliError
from ignis.cli.privacy import asked, told
from ignis.cli.stack import Stack
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import GIVE_UP
from tests.support.servers.canned_server import CannedServer, canned_server

DELETED = {"anything": True, "pending": False, "ledger": 3, "audit": 4}
ASKED = "POST /privacy/delete/42"


def known(stack: Stack, bot: CannedServer) -> None:
    endpoints.publish(stack.home, "bot", bot.url, pid=1)
    stack.home.control_token_file.write_text("the-token\n", encoding="ascii")


def test_the_bot_is_asked_with_the_token(stack: Stack) -> None:
    with canned_server(**{ASKED: (200, json.dumps(DELETED))}) as bot:
        known(stack, bot)
        assert asked(stack, "delete", "42") == DELETED
    assert bot.requests == [(ASKED, "Bearer the-token")]


@pytest.mark.parametrize("given", ["", "abc", "-1", "4/2", "٣"])
def test_what_is_no_id_is_not_even_sent(stack: Stack, given: str) -> None:
    with pytest.raises(CliError, match="is no id of a Discord user") as caught:
        asked(stack, "delete", given)
    assert caught.value.code == USAGE


@pytest.mark.parametrize(("status", "code"), [(400, USAGE), (500, GIVE_UP)])
def test_a_refusal_is_one_line_and_a_code(stack: Stack, status: int, code: int) -> None:
    with canned_server(**{ASKED: (status, '{"error": "the disk is full"}')}) as bot:
        known(stack, bot)
        with pytest.raises(CliError, match="the disk is full") as caught:
            asked(stack, "delete", "42")
    assert caught.value.code == code


def test_what_was_done_is_told() -> None:
    assert told(DELETED) == "deleted: lines of the ledger: 3, of the audit: 4"
    assert "backups still hold it" in told(DELETED | {"pending": True})
    assert told(DELETED | {"anything": False}) == "nothing was stored"
