"""cache: what the bot found when it tried its own cache."""

import pytest

from probes.checks.base import Context
from probes.checks.cache import CacheCheck
from probes.outcome import CheckReason, CheckResult, CheckStatus
from tests.probes.stand_ins import FakeBot

TRIED = {"configured": True, "round_trip_s": 0.004, "hits": 9, "lookups": 12, "problem": None}


async def answered(context: Context, published: FakeBot, answer: object) -> CheckResult:
    published.answers["/checks/cache"] = (200, answer)
    return await CacheCheck().run(context)


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
    result = await answered(context, published, TRIED | said)
    assert (result.status, result.reason) == (status, reason)
    assert words in result.detail


async def test_a_bot_that_cannot_say_leaves_it_unknown(context: Context, published: FakeBot) -> None:
    assert (await answered(context, published, {})).status is CheckStatus.UNKNOWN
    published.answers["/checks/cache"] = (500, {})
    assert (await CacheCheck().run(context)).reason is CheckReason.BAD_STATUS


async def test_without_a_bot_it_is_unknown(context: Context) -> None:
    result = await CacheCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
