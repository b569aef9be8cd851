"""Is the role map on disk the one in force? Asks the bot, which alone knows what it accepted.

While the bot does not answer this is `unknown`: that is `bot_liveness`' finding, not the file's.
"""

from http import HTTPStatus
from typing import Any

from probes.asking import Answer, NoAnswer, ask
from probes.checks.base import Cadence, Context
from probes.outcome import CheckResult, Reason, Status


class Config:
    name = "config"
    every = Cadence.LIVENESS  # whoever has just saved a file with a mistake wants to know now
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        bot = context.bot()
        if bot is None:
            return CheckResult(Status.UNKNOWN, Reason.NOT_STARTED, "the bot has not published an address yet")
        return judge(await ask(context.http, bot, "/state", timeout_s=context.patience_s, clock=context.clock))


def judge(state: Answer | NoAnswer) -> CheckResult:
    """What the bot says of its role map (`/state`), as a result."""
    if isinstance(state, NoAnswer):
        return CheckResult(Status.UNKNOWN, state.reason, state.detail)
    if state.status != HTTPStatus.OK:
        return CheckResult(Status.UNKNOWN, Reason.BAD_STATUS, f"the bot's /state answered {state.status}")
    config: Any = state.body.get("config")
    if not isinstance(config, dict) or not isinstance(config.get("revision"), str) or "problem" not in config:
        return CheckResult(Status.UNKNOWN, Reason.BAD_ANSWER, "the bot's /state says nothing of its role map")
    in_force = f"revision {config['revision']} is in force"
    if config["problem"] is None:
        return CheckResult(Status.OK, Reason.NONE, in_force, state.latency_s)
    problem = " ".join(str(config["problem"]).split())
    return CheckResult(Status.FAILING, Reason.INVALID, f"{problem} ({in_force})", state.latency_s)
