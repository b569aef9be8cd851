"""background: the bot's word on its background work, and `unknown` whenever the bot cannot give it."""

import os
from typing import Any

import pytest

from ignis.runtime.stack import endpoints
from probes.checks.background import BackgroundCheck
from probes.checks.base import Context
from probes.outcome import CheckReason, CheckResult, CheckStatus
from tests.probes.stand_ins import FakeBot, fake_bot


@pytest.fixture
def published(context: Context, bot: FakeBot) -> FakeBot:
    endpoints.publish(context.home, "bot", bot.url, pid=os.getpid())
    return bot


def work(name: str, failures: int = 0, *, failing: bool = False, last_error: str | None = None) -> dict[str, Any]:
    return {"name": name, "failures": failures, "failing": failing, "last_error": last_error, "failed_at": None}


async def found(context: Context, bot: FakeBot, state: object) -> CheckResult:
    bot.answers["/state"] = (200, state)
    return await BackgroundCheck().run(context)


async def test_all_at_work_is_ok_also_after_older_failures(context: Context, published: FakeBot) -> None:
    works = [work("role sync"), work("backups", 3, last_error="OSError: x")]
    result = await found(context, published, {"background": works})
    assert (result.status, result.detail) == (CheckStatus.OK, "2 are at work")


async def test_what_failed_is_named_with_its_cause(context: Context, published: FakeBot) -> None:
    one = work("role sync", 1, failing=True, last_error="OverflowError: too large")
    result = await found(context, published, {"background": [one, work("backups")]})
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.PART_FAILED)
    assert result.detail == "role sync failed once: OverflowError: too large; started again, see the bot's log"


@pytest.mark.parametrize("program", ["exporter", "relay"])
async def test_what_failed_in_another_program_is_named_also_while_the_bot_is_silent(
    context: Context, published: FakeBot, program: str
) -> None:
    published.answers["/state"] = (500, {})
    async with fake_bot() as other:
        failed = work("outbox", 2, failing=True, last_error="OSError: x")
        other.answers["/background"] = (200, {"background": [failed]})
        endpoints.publish(context.home, program, other.url, pid=os.getpid())
        result = await BackgroundCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.PART_FAILED)
    assert result.detail == f"{program}: outbox failed 2 times: OSError: x; started again, see the {program}'s log"


async def test_a_program_that_is_silent_does_not_hide_the_others(context: Context, published: FakeBot) -> None:
    async with fake_bot() as other:
        other.answers["/background"] = (200, {"background": 5})
        endpoints.publish(context.home, "relay", other.url, pid=os.getpid())
        result = await found(context, published, {"background": [work("role sync")]})
    assert (result.status, result.detail) == (CheckStatus.OK, "1 are at work")


async def test_many_are_counted(context: Context, published: FakeBot) -> None:
    works = [work(f"part {one}", 2, failing=True, last_error="E") for one in range(5)]
    result = await found(context, published, {"background": works})
    assert "part 2 failed 2 times: E; and 2 more;" in result.detail


@pytest.mark.parametrize("state", [{}, {"background": 5}, {"background": [{}]}, {"background": [{"name": "x"}]}])
async def test_an_answer_that_does_not_say_it_is_unknown(
    context: Context, published: FakeBot, state: dict[str, Any]
) -> None:
    result = await found(context, published, state)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER)


async def test_without_a_bot_it_is_unknown(context: Context) -> None:
    assert (await BackgroundCheck().run(context)).status is CheckStatus.UNKNOWN
