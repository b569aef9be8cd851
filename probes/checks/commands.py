"""Are the commands at Discord the same as the bot's? The bot fetches and compares them at each question.

While Discord does not answer, the last comparison counts for a while.
"""

from typing import Any

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

TRUSTED_FOR = 900.0  # seconds: two failed rounds are no reason to doubt it


class CommandsCheck:
    name = "commands"
    label = CheckLabel(
        "Commands",
        failing="the server's commands are not the bot's",
        degraded="the server's commands are not up to date",
    )
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        began = context.clock.monotonic()
        answer = await context.ask_bot("/checks/commands")
        if isinstance(answer, CheckResult):
            return answer
        return judge(answer, context.clock.monotonic() - began)


def judge(answer: dict[str, Any], latency_s: float) -> CheckResult:
    """`answer`: the hashes `registered` and `tree`, the comparison's `age_s`, and the `problem` with a newer one.

    The hashes are null before the first comparison.
    """
    registered, tree, age, problem = (answer.get(key) for key in ("registered", "tree", "age_s", "problem"))
    if not isinstance(registered, str) or not isinstance(tree, str) or not isinstance(age, int | float):
        return CheckResult(
            CheckStatus.UNKNOWN, CheckReason.NOT_ASKED, f"not compared yet: {problem or 'the bot does not say why'}"
        )
    if age > TRUSTED_FOR:
        detail = f"last compared {age:.0f} s ago; since then: {problem}"
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.OUT_OF_DATE, detail, latency_s)
    if registered != tree:
        detail = f"Discord has {registered}, the bot has {tree}: `ignis repair resync-commands`"
        return CheckResult(CheckStatus.FAILING, CheckReason.DIFFERENT, detail, latency_s)
    detail = f"{answer.get('count')} commands, {registered}, compared {age:.0f} s ago"
    return CheckResult(CheckStatus.OK, CheckReason.NONE, f"{detail} ({problem})" if problem else detail, latency_s)
