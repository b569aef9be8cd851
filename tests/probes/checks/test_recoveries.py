"""recoveries: one that fails again and again is red, in whatever part of the bot."""

from typing import Any

import pytest

from probes.checks.base import Context
from probes.checks.recoveries import RecoveriesCheck, judge
from probes.outcome import CheckReason, CheckStatus
from tests.probes.stand_ins import FakeBot


def state(discord: str = "closed", /, **failures: int) -> dict[str, Any]:
    recoveries = [
        {"name": name.replace("_", "-"), "failures": count, "error": "no room" if count else None}
        for name, count in failures.items()
    ]
    return {"recoveries": recoveries, "circuits": [{"name": "discord_rest", "state": discord}]}


@pytest.mark.parametrize(
    ("failures", "status"), [(0, CheckStatus.OK), (2, CheckStatus.DEGRADED), (3, CheckStatus.FAILING)]
)
def test_three_failures_in_a_row_are_too_many(failures: int, status: CheckStatus) -> None:
    assert judge(state(clean_up=failures, reopen_database=0), too_many=3).status is status


def test_the_worst_comes_first_with_its_reason() -> None:
    result = judge(state(clean_up=1, restore_database=4), too_many=3)
    assert result.reason is CheckReason.NOT_REPAIRED
    assert result.detail.startswith(
        "restore-database failed 4 times in a row: no room; clean-up failed once: no room. "
    )


def test_while_discord_is_away_what_needs_it_is_no_second_incident() -> None:
    assert judge(state("open", resync_commands=9), too_many=3).status is CheckStatus.DEGRADED
    assert judge(state("open", resync_commands=9, clean_up=3), too_many=3).status is CheckStatus.FAILING


@pytest.mark.parametrize("answer", [{}, {"recoveries": [], "circuits": 1}, {"recoveries": [{}], "circuits": []}])
async def test_an_answer_that_does_not_say_it_is_unknown(
    context: Context, published: FakeBot, answer: dict[str, Any]
) -> None:
    published.answers["/state"] = (200, answer)
    result = await RecoveriesCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER)


async def test_without_a_bot_it_is_unknown(context: Context) -> None:
    assert (await RecoveriesCheck().run(context)).status is CheckStatus.UNKNOWN
