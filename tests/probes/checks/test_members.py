"""members: the bot's word on its list of members, and `unknown` whenever the bot cannot give it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probes.checks.base import Context
from probes.checks.members import MembersCheck, judge
from probes.outcome import CheckReason, CheckStatus
from tests.probes.stand_ins import FakeBot

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(**members: Any) -> dict[str, Any]:
    read_back = {"last": None, "found_at": None, "differences": 0}
    whole = {"served": True, "known": 42, "total": 42, "whole": True, "since": None, "problem": None}
    return {"members": whole | {"read_back": read_back} | members}


def partial(seconds: float, problem: str | None = None) -> dict[str, Any]:
    since = (NOON - timedelta(seconds=seconds)).isoformat()
    return told(known=1, whole=False, since=since, problem=problem)


def test_everybody_is_known_and_the_read_back_is_the_proof() -> None:
    counts = "its counts of roles agree with the list"
    last = {"members": 5, "different": 0, "counts": counts}
    read_back = {"last": last, "found_at": (NOON - timedelta(hours=1)).isoformat(), "differences": 1}
    result = judge(told(read_back=read_back), NOON)
    assert (result.status, result.detail) == (
        CheckStatus.OK,
        f"all 42 members are known; of the last 5 read back none differed; {counts}",
    )
    assert judge(told(), NOON).detail == "all 42 members are known; none was read back yet"


def test_a_list_that_is_being_asked_for_is_amber_and_one_that_does_not_come_is_red() -> None:
    amber = judge(partial(14), NOON)
    assert (amber.status, amber.reason) == (CheckStatus.DEGRADED, CheckReason.INCOMPLETE)
    red = judge(partial(16, "Discord's gateway gives the list again\nin 20 s"), NOON)
    assert (red.status, red.reason) == (CheckStatus.FAILING, CheckReason.INCOMPLETE)
    assert red.detail.startswith(
        "1 of 42 members are known since 11:59:44 UTC: Discord's gateway gives the list again in 20 s."
    )
    assert "no answer yet" in judge(partial(16), NOON).detail


def test_a_difference_that_was_found_is_told_for_ten_minutes() -> None:
    def found(minutes: int) -> CheckStatus:
        at = (NOON - timedelta(minutes=minutes)).isoformat()
        return judge(told(read_back={"last": None, "found_at": at, "differences": 2}), NOON).status

    assert (found(9), found(11)) == (CheckStatus.DEGRADED, CheckStatus.OK)


def test_without_a_server_it_is_unknown() -> None:
    assert judge(told(served=False, whole=False), NOON).status is CheckStatus.UNKNOWN


@pytest.mark.parametrize("state", [{}, {"members": 5}, {"members": {"known": 1}}])
async def test_an_answer_that_does_not_say_it_is_unknown(
    context: Context, bot: FakeBot, published: FakeBot, state: dict[str, Any]
) -> None:
    bot.answers["/state"] = (200, state)
    result = await MembersCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER)
    assert published is bot


async def test_without_a_bot_it_is_unknown(context: Context) -> None:
    assert (await MembersCheck().run(context)).status is CheckStatus.UNKNOWN
