import pytest

from probes.checks.base import Context
from probes.checks.circuits import CircuitsCheck
from probes.outcome import CheckReason, CheckStatus
from tests.probes.stand_ins import FakeBot

SINCE = "2026-01-02T03:04:05+00:00"
CLOSED = {"name": "roblox_cloud", "state": "closed", "since": SINCE, "until": None, "last_error": None}
OPEN = {
    "name": "bloxlink",
    "state": "open",
    "since": SINCE,
    "until": "2026-01-02T03:04:35+00:00",
    "last_error": "Bloxlink answered 503",
}
TRIAL = OPEN | {"name": "discord_rest", "state": "half_open", "last_error": None}


@pytest.mark.parametrize(
    ("circuits", "status", "reason", "words"),
    [
        ([CLOSED], CheckStatus.OK, CheckReason.NONE, "all 1 closed"),
        (
            [CLOSED, OPEN],
            CheckStatus.DEGRADED,
            CheckReason.CIRCUIT_OPEN,
            "bloxlink is open until 03:04:35 UTC (Bloxlink answered 503)",
        ),
        (
            [OPEN, TRIAL],
            CheckStatus.DEGRADED,
            CheckReason.CIRCUIT_OPEN,
            "; discord_rest is half-open until 03:04:35 UTC",
        ),
        ([], CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "asks no service outside yet"),
        ({}, CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "does not list its circuits"),
        ([{"name": "bloxlink"}], CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "does not list its circuits"),
        ([OPEN | {"until": "soon"}], CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "does not list its circuits"),
    ],
)
async def test_circuits(  # noqa: PLR0917  a row each
    context: Context, published: FakeBot, circuits: object, status: CheckStatus, reason: CheckReason, words: str
) -> None:
    published.answers["/state"] = (200, {"circuits": circuits})
    result = await CircuitsCheck().run(context)
    assert (result.status, result.reason) == (status, reason)
    assert words in result.detail


async def test_a_bot_that_does_not_answer_leaves_it_unknown(context: Context, published: FakeBot) -> None:
    published.answers["/state"] = (500, {})
    result = await CircuitsCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.UNKNOWN, CheckReason.BAD_STATUS)


async def test_without_a_bot_it_is_unknown(context: Context) -> None:
    assert (await CircuitsCheck().run(context)).status is CheckStatus.UNKNOWN
