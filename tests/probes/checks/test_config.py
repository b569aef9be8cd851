"""config: the bot's word on its role map, and `unknown` whenever the bot cannot give it."""

import os
from dataclasses import replace

import pytest

from ignis.runtime.stack import endpoints
from probes.checks.base import Context
from probes.checks.config import ConfigCheck
from probes.outcome import CheckReason, CheckResult, CheckStatus
from tests.probes.stand_ins import FakeBot, raw_server

GOOD = {"revision": "5171f67a7886", "problem": None, "since": "2026-01-01T00:00:00+00:00"}


@pytest.fixture
def published(context: Context, bot: FakeBot) -> FakeBot:
    endpoints.publish(context.home, "bot", bot.url, pid=os.getpid())
    return bot


async def found(context: Context, bot: FakeBot, status: int, state: object) -> CheckResult:
    bot.answers["/state"] = (status, state)
    return await ConfigCheck().run(context)


async def test_a_map_in_force_is_ok(context: Context, published: FakeBot) -> None:
    result = await found(context, published, 200, {"config": GOOD})
    assert (result.status, result.detail) == (CheckStatus.OK, "revision 5171f67a7886 is in force")


async def test_a_refused_file_is_failing_with_line_and_reason(context: Context, published: FakeBot) -> None:
    problem = "roles_ranks.json: line 7: `version`: expected 1,\nfound 2"
    result = await found(context, published, 200, {"config": GOOD | {"problem": problem}})
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.INVALID)
    assert result.detail == (
        "roles_ranks.json: line 7: `version`: expected 1, found 2 (revision 5171f67a7886 is in force)"
    )


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (500, {}, CheckReason.BAD_STATUS),
        (200, "garbage", CheckReason.BAD_ANSWER),
        (200, {}, CheckReason.BAD_ANSWER),
        (200, {"config": []}, CheckReason.BAD_ANSWER),
        (200, {"config": {"revision": None, "problem": None}}, CheckReason.BAD_ANSWER),
        (200, {"config": {"revision": "5171f67a7886"}}, CheckReason.BAD_ANSWER),
    ],
)
async def test_a_bot_that_talks_nonsense_says_nothing_of_the_map(
    context: Context, published: FakeBot, status: int, state: object, reason: CheckReason
) -> None:
    result = await found(context, published, status, state)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, reason)


async def test_a_bot_that_hangs_says_nothing_of_the_map(context: Context) -> None:
    async with raw_server(None) as url:
        endpoints.publish(context.home, "bot", url, pid=os.getpid())
        result = await ConfigCheck().run(replace(context, timeout_s=0.2))
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.TIMEOUT)


async def test_before_the_bot_started_nothing_is_known(context: Context) -> None:
    result = await ConfigCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
