"""cache and commands: what the bot found out about itself when it was asked."""

import pytest

from probes.checks.base import Check, Context
from probes.checks.cache import CacheCheck
from probes.checks.commands import TRUSTED_FOR, CommandsCheck
from probes.outcome import CheckReason, CheckResult, CheckStatus
from tests.probes.stand_ins import FakeBot

COMPARED = {"registered": "abc", "tree": "abc", "count": 12, "age_s": 0.2, "problem": None}
TRIED = {"configured": True, "round_trip_s": 0.004, "hits": 9, "lookups": 12, "problem": None}


async def run(check: Check, context: Context, published: FakeBot, answer: object) -> CheckResult:
    published.answers[f"/checks/{check.name}"] = (200, answer)
    return await check.run(context)


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
    result = await run(CommandsCheck(), context, published, COMPARED | said)
    assert (result.status, result.reason) == (status, reason)
    assert words in result.detail


@pytest.mark.parametrize(
    ("said", "status", "reason", "words"),
    [
        ({}, CheckStatus.OK, CheckReason.NONE, "4.0 ms for a round trip, 75% of 12 look-ups answered from it"),
        ({"lookups": 0, "hits": 0}, CheckStatus.OK, CheckReason.NONE, "nothing looked up yet"),
        ({"round_trip_s": 1.5}, CheckStatus.DEGRADED, CheckReason.SLOW, "1500.0 ms"),
        ({"round_trip_s": None, "problem": "disk full"}, CheckStatus.FAILING, CheckReason.IO_ERROR, "disk full"),
        ({"configured": False}, CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "no accounts"),
        ({"round_trip_s": None}, CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "round_trip_s"),
        ({"round_trip_s": "soon"}, CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "round_trip_s"),
    ],
)
async def test_cache(  # noqa: PLR0917  a row each
    context: Context, published: FakeBot, said: dict[str, object], status: CheckStatus, reason: CheckReason, words: str
) -> None:
    result = await run(CacheCheck(), context, published, TRIED | said)
    assert (result.status, result.reason) == (status, reason)
    assert words in result.detail


@pytest.mark.parametrize("check", [CacheCheck(), CommandsCheck()], ids=lambda check: str(check.name))
async def test_a_bot_that_cannot_say_leaves_it_unknown(context: Context, published: FakeBot, check: Check) -> None:
    assert (await run(check, context, published, {})).status is CheckStatus.UNKNOWN
    published.answers[f"/checks/{check.name}"] = (500, {})
    assert (await check.run(context)).reason is CheckReason.BAD_STATUS


@pytest.mark.parametrize("check", [CacheCheck(), CommandsCheck()], ids=lambda check: str(check.name))
async def test_without_a_bot_it_is_unknown(context: Context, check: Check) -> None:
    result = await check.run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
