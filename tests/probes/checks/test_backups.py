"""backups: those that could not be made, by the bot's word."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probes.checks.backups import BackupsCheck, judge
from probes.checks.base import Context
from probes.outcome import CheckReason, CheckStatus

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def state(since: timedelta | None, problem: str | None = None) -> dict[str, Any]:
    at = None if since is None else (NOON - since).isoformat()
    return {"backups": {"failing_since": at, "problem": problem}}


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (None, CheckStatus.OK),
        (timedelta(minutes=59), CheckStatus.DEGRADED),
        (timedelta(minutes=61), CheckStatus.FAILING),
    ],
)
def test_a_backup_that_fails_is_amber_and_after_an_hour_red(since: timedelta | None, status: CheckStatus) -> None:
    assert judge(state(since, "the disk\nis full"), NOON).status is status


def test_the_cause_is_told() -> None:
    result = judge(state(timedelta(minutes=5), "the disk\nis full"), NOON)
    assert (result.reason, result.detail) == (CheckReason.NOT_MADE, "since 2026-01-01 11:55 UTC: the disk is full")


@pytest.mark.parametrize("answer", [{}, {"backups": 5}, {"backups": {"failing_since": "soon", "problem": None}}])
def test_another_answer_is_unknown(answer: dict[str, Any]) -> None:
    assert judge(answer, NOON).reason is CheckReason.BAD_ANSWER


async def test_without_a_bot_it_is_unknown(context: Context) -> None:
    assert (await BackupsCheck().run(context)).status is CheckStatus.UNKNOWN
