"""cache and commands: what the bot found out about itself when it was asked."""

import pytest

from probes.checks.base import Check, Context
from probes.checks.cache import Cache
from probes.checks.commands import TRUSTED_FOR, Commands
from probes.outcome import CheckResult, Reason, Status
from tests.probes.stand_ins import FakeBot

COMPARED = {"registered": "abc", "tree": "abc", "count": 12, "age_s": 0.2, "problem": None}
TRIED = {"configured": True, "round_trip_s": 0.004, "hits": 9, "lookups": 12, "problem": None}


async def run(check: Check, context: Context, published: FakeBot, answer: object) -> CheckResult:
    published.answers[f"/checks/{check.name}"] = (200, answer)
    return await check.run(context)


@pytest.mark.parametrize(
    ("said", "status", "reason", "words"),
    [
        ({}, Status.OK, Reason.NONE, "12 commands, abc, compared 0 s ago"),
        ({"age_s": 300, "problem": "Discord is down"}, Status.OK, Reason.NONE, "300 s ago (Discord is down)"),
        ({"registered": "xyz"}, Status.FAILING, Reason.DIFFERENT, "`ignis repair resync-commands`"),
        ({"age_s": TRUSTED_FOR + 1, "problem": "down"}, Status.UNKNOWN, Reason.OUT_OF_DATE, "since then: down"),
        ({"registered": None, "problem": "down"}, Status.UNKNOWN, Reason.NOT_ASKED, "not compared yet: down"),
        ({"age_s": "young"}, Status.UNKNOWN, Reason.NOT_ASKED, "not compared yet"),
    ],
)
async def test_commands(  # noqa: PLR0917  a row each
    context: Context, published: FakeBot, said: dict[str, object], status: Status, reason: Reason, words: str
) -> None:
    result = await run(Commands(), context, published, COMPARED | said)
    assert (result.status, result.reason) == (status, reason)
    assert words in result.detail


@pytest.mark.parametrize(
    ("said", "status", "reason", "words"),
    [
        ({}, Status.OK, Reason.NONE, "4.0 ms for a round trip, 75% of 12 look-ups answered from it"),
        ({"lookups": 0, "hits": 0}, Status.OK, Reason.NONE, "nothing looked up yet"),
        ({"round_trip_s": 1.5}, Status.DEGRADED, Reason.SLOW, "1500.0 ms"),
        ({"round_trip_s": None, "problem": "disk full"}, Status.FAILING, Reason.IO_ERROR, "disk full"),
        ({"configured": False}, Status.UNKNOWN, Reason.NOT_CONFIGURED, "no accounts"),
        ({"round_trip_s": None}, Status.UNKNOWN, Reason.BAD_ANSWER, "round_trip_s"),
        ({"round_trip_s": "soon"}, Status.UNKNOWN, Reason.BAD_ANSWER, "round_trip_s"),
    ],
)
async def test_cache(  # noqa: PLR0917  a row each
    context: Context, published: FakeBot, said: dict[str, object], status: Status, reason: Reason, words: str
) -> None:
    result = await run(Cache(), context, published, TRIED | said)
    assert (result.status, result.reason) == (status, reason)
    assert words in result.detail


@pytest.mark.parametrize("check", [Cache(), Commands()], ids=lambda check: str(check.name))
async def test_a_bot_that_cannot_say_leaves_it_unknown(context: Context, published: FakeBot, check: Check) -> None:
    assert (await run(check, context, published, {})).status is Status.UNKNOWN
    published.answers[f"/checks/{check.name}"] = (500, {})
    assert (await check.run(context)).reason is Reason.BAD_STATUS


@pytest.mark.parametrize("check", [Cache(), Commands()], ids=lambda check: str(check.name))
async def test_without_a_bot_it_is_unknown(context: Context, check: Check) -> None:
    result = await check.run(context)
    assert (result.status, result.reason) == (Status.UNKNOWN, Reason.NOT_STARTED)
