"""commands: what the bot found when it compared the server's commands with its own."""

import pytest

from probes.checks.base import Context
from probes.checks.commands import TRUSTED_FOR, CommandsCheck
from probes.outcome import CheckReason, CheckResult, CheckStatus
from tests.probes.stand_ins import FakeBot

COMPARED = {"registered": "abc", "tree": "abc", "count": 12, "age_s": 0.2, "problem": None}


async def answered(context: Context, published: FakeBot, answer: object) -> CheckResult:
    published.answers["/checks/commands"] = (200, answer)
    return await CommandsCheck().run(context)


@pytest.mark.parametrize(
    ("said", "status", "reason", "words"),
    [
        ({}, CheckStatus.OK, CheckReason.NONE, "12 commands, abc, compared 0 s ago"),
        ({"age_s": 300, "problem": "Discord is down"}, CheckStatus.OK, CheckReason.NONE, "300 s ago (Discord is down)"),
        ({"registered": "xyz"}, CheckStatus.FAILING, CheckReason.DIFFERENT, "`ignis repair resync-commands`"),
        (
            {"age_s": TRUSTED_FOR + 1, "problem": "down"},
            CheckStatus.UNKNOWN,
            CheckReason.OUT_OF_DATE,
            "since then: down",
        ),
        ({"registered": None, "problem": "down"}, CheckStatus.UNKNOWN, CheckReason.NOT_ASKED, "not compared yet: down"),
        ({"age_s": "young"}, CheckStatus.UNKNOWN, CheckReason.NOT_ASKED, "not compared yet"),
    ],
)
async def test_commands(  # noqa: PLR0917  a row each
    context: Context, published: FakeBot, said: dict[str, object], status: CheckStatus, reason: CheckReason, words: str
) -> None:
    result = await answered(context, published, COMPARED | said)
    assert (result.status, result.reason) == (status, reason)
    assert words in result.detail


async def test_a_bot_that_cannot_say_leaves_it_unknown(context: Context, published: FakeBot) -> None:
    assert (await answered(context, published, {})).status is CheckStatus.UNKNOWN
    published.answers["/checks/commands"] = (500, {})
    assert (await CommandsCheck().run(context)).reason is CheckReason.BAD_STATUS


async def test_without_a_bot_it_is_unknown(context: Context) -> None:
    result = await CommandsCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
