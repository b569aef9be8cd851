"""Does the bot's cache of accounts return what was stored in it? The bot tries that in its own cache at each question.

The hit rate is reported but not judged: it is low after a start, and when a thousand members join.
"""

import math
from typing import Any

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_SLOW = 1.0  # seconds; the cache is memory and a file on this machine


class CacheCheck:
    name = "cache"
    label = CheckLabel(
        "Cache of accounts", failing="the cache of accounts does not work", degraded="the cache of accounts is slow"
    )
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        answer = await context.ask_bot("/checks/cache")
        return answer if isinstance(answer, CheckResult) else judge(answer)


def judge(answer: dict[str, Any]) -> CheckResult:
    """`answer`: `configured`; `round_trip_s`, null with the `problem` when it failed; `hits` of `lookups`."""
    if answer.get("configured") is False:
        return CheckResult(
            CheckStatus.UNKNOWN, CheckReason.NOT_CONFIGURED, "no accounts are looked up, so none are cached"
        )
    took, problem = answer.get("round_trip_s"), answer.get("problem")
    if problem is not None:
        return CheckResult(CheckStatus.FAILING, CheckReason.IO_ERROR, f"the round trip failed: {problem}")
    if not isinstance(took, int | float) or not math.isfinite(took):
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "the bot's answer has no `round_trip_s`")
    detail = f"{took * 1000:.1f} ms for a round trip, {_hit_rate(answer)}"
    if took > _SLOW:
        return CheckResult(CheckStatus.DEGRADED, CheckReason.SLOW, detail, took)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, detail, took)


def _hit_rate(answer: dict[str, Any]) -> str:
    hits, lookups = answer.get("hits"), answer.get("lookups")
    if not isinstance(hits, int) or not isinstance(lookups, int) or lookups <= 0:
        return "nothing looked up yet"
    return f"{hits / lookups:.0%} of {lookups} look-ups answered from it"
