"""Is the role map on disk the one in force? Asks the bot: only the bot knows which map it accepted.

While the bot does not answer, the result is `unknown`: `bot_liveness` reports that, and the file may be fine.
"""

from typing import Any

from probes.checks.base import Cadence, CheckLabel, Context, undescribed
from probes.outcome import CheckReason, CheckResult, CheckStatus


class ConfigCheck:
    name = "config"
    label = CheckLabel("Role map", failing="the role map on disk was refused", degraded="the role map is impaired")
    every = Cadence.LIVENESS  # a person who has just saved a file with a mistake wants to know now
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state)


def judge(state: dict[str, Any]) -> CheckResult:
    """The result for the role map's part of the bot's `/state`."""
    config: Any = state.get("config")
    if not isinstance(config, dict) or not isinstance(config.get("revision"), str) or "problem" not in config:
        return undescribed("role map")
    in_force = f"revision {config['revision']} is in force"
    if config["problem"] is None:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, in_force)
    problem = " ".join(str(config["problem"]).split())
    return CheckResult(CheckStatus.FAILING, CheckReason.INVALID, f"{problem} ({in_force})")
