"""Is the role map on disk the one in force? Asks the bot, which alone knows what it accepted.

While the bot does not answer this is `unknown`: that is `bot_liveness`' finding, not the file's.
"""

from typing import Any

from probes.checks.base import Cadence, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus


class ConfigCheck:
    name = "config"
    every = Cadence.LIVENESS  # whoever has just saved a file with a mistake wants to know now
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state)


def judge(state: dict[str, Any]) -> CheckResult:
    """What the bot says of its role map (`/state`), as a result."""
    config: Any = state.get("config")
    if not isinstance(config, dict) or not isinstance(config.get("revision"), str) or "problem" not in config:
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "the bot's /state says nothing of its role map")
    in_force = f"revision {config['revision']} is in force"
    if config["problem"] is None:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, in_force)
    problem = " ".join(str(config["problem"]).split())
    return CheckResult(CheckStatus.FAILING, CheckReason.INVALID, f"{problem} ({in_force})")
