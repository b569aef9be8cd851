"""`ignis repair`: a real request to a bot that gives canned answers."""

import json

import pytest
from typer.testing import CliRunner

from ignis.cli.app import app
from ignis.cli.errors import NOT_RUNNING, USAGE, CliError
from ignis.cli.repair import RECOVERIES, described, repair, run_recovery
from ignis.cli.stack import Stack
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import GIVE_UP
from tests.support.servers.canned_server import CannedServer, canned_server

REPORT = {
    "name": "clean-up", "took_s": 0.25, "found": "old files", "did": "removed them", "error": None,
    "freed": {"bytes": 10, "objects": 2},
}  # fmt: skip
ASKED = "POST /repair/clean-up"


def known(stack: Stack, bot: CannedServer) -> None:
    endpoints.publish(stack.home, "bot", bot.url, pid=1)
    stack.home.control_token_file.write_text("the-token\n", encoding="ascii")


def test_the_bot_is_asked_with_the_token_and_its_report_comes_back(stack: Stack) -> None:
    with canned_server(**{ASKED: (200, json.dumps(REPORT))}) as bot:
        known(stack, bot)
        assert run_recovery(stack, "clean-up") == REPORT
    assert bot.requests == [(ASKED, "Bearer the-token")]


def test_a_report_reads_as_four_lines() -> None:
    assert described(REPORT).splitlines() == [
        "clean-up took 0.25 s", "  found  old files", "  did    removed them", "  freed  10 bytes, 2 objects",
    ]  # fmt: skip


def test_a_failed_recovery_is_an_error() -> None:
    with pytest.raises(CliError, match=r"clean-up failed after 0\.2 s: the disk is full") as caught:
        described(REPORT | {"error": "the disk is full"})
    assert caught.value.code == GIVE_UP


def test_a_failed_recovery_is_reported_also_with_an_error_status(stack: Stack) -> None:
    with canned_server(**{ASKED: (500, json.dumps(REPORT))}) as bot:
        known(stack, bot)
        assert run_recovery(stack, "clean-up") == REPORT


@pytest.mark.parametrize(
    ("status", "body", "text", "code"),
    [
        (404, '{"error": "no such recovery"}', "no such recovery", USAGE),
        (401, "{}", r"the bot refuses the token in .*control\.token", GIVE_UP),
        (200, "hello", "what answers at the bot's address is not the bot", GIVE_UP),
        (200, "[]", "what answers at the bot's address is not the bot", GIVE_UP),
    ],
)
def test_other_answers_are_one_line_and_a_code(stack: Stack, status: int, body: str, text: str, code: int) -> None:
    with canned_server(**{ASKED: (status, body)}) as bot:
        known(stack, bot)
        with pytest.raises(CliError, match=text) as caught:
            run_recovery(stack, "clean-up")
    assert caught.value.code == code


def test_without_a_name_it_answers_with_the_list_whether_or_not_anything_runs() -> None:
    with pytest.raises(CliError, match=r"^which recovery\? There are reopen-database, .*, clean-up$") as caught:
        repair()
    assert caught.value.code == USAGE


def test_the_help_lists_the_recoveries() -> None:
    shown = " ".join(CliRunner().invoke(app, ["repair", "--help"], env={"COLUMNS": "200"}).output.split())
    assert f"One of {', '.join(RECOVERIES)}." in shown
    assert "[RECOVERY]" in shown


def test_a_bot_that_cannot_be_asked_is_one_line(stack: Stack) -> None:
    with pytest.raises(CliError, match="the bot has not published an address yet") as caught:
        run_recovery(stack, "clean-up")
    assert caught.value.code == NOT_RUNNING
    with canned_server() as bot:
        known(stack, bot)
    with pytest.raises(CliError, match="the bot does not answer at http"):
        run_recovery(stack, "clean-up")
    stack.home.control_token_file.unlink()
    with pytest.raises(CliError, match="is missing: `ignis restart bot` writes it"):
        run_recovery(stack, "clean-up")
