"""Is the bot connected to Discord's gateway, does Discord acknowledge its heartbeats, and is there a server to serve?

While the bot itself does not answer this is `unknown`: that is `bot_liveness`' finding, not Discord's.
"""

import math
from typing import Any

from probes.checks.base import Cadence, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_LATE = 56.0  # seconds: a heartbeat every 41 s, and 15 s for its acknowledgement


class DiscordGatewayCheck:
    name = "discord_gateway"
    every = Cadence.LIVENESS  # it asks the bot, not Discord, and an outage changes no pid that would hurry it
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        if isinstance(state, CheckResult):
            return state
        # after `no_ack_after` the bot connects anew, and the silence begins at zero: to be seen it is told before that
        return judge(state, no_ack_after_s=min(_LATE, context.settings.watchdog.no_ack_after))


def judge(state: dict[str, Any], *, no_ack_after_s: float) -> CheckResult:
    """The bot's own account of its gateway. What else keeps it from being ready is for other checks to find."""
    gateway = state.get("gateway")
    if not isinstance(gateway, dict) or not isinstance(gateway.get("status"), str):
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "the bot's /state says nothing of its gateway")
    status: str = gateway["status"]
    latency, ack_age = _seconds(gateway.get("latency_s")), _seconds(gateway.get("last_ack_age_s"))
    if status == "disconnected":
        return CheckResult(CheckStatus.FAILING, CheckReason.NOT_CONNECTED, f"the gateway is {status}")
    if ack_age is not None and ack_age > no_ack_after_s:
        return CheckResult(
            CheckStatus.FAILING, CheckReason.NO_ACK, f"no heartbeat acknowledged for {ack_age:.0f} s", latency
        )
    if status != "ready":
        return CheckResult(CheckStatus.DEGRADED, CheckReason.NOT_READY, f"the gateway is {status}", latency)
    if problem := _problem(state.get("guild")):
        return CheckResult(CheckStatus.DEGRADED, CheckReason.NOT_READY, f"connected, but not ready: {problem}", latency)
    detail = "ready" if ack_age is None else f"ready, last heartbeat acknowledged {ack_age:.0f} s ago"
    return CheckResult(CheckStatus.OK, CheckReason.NONE, detail, latency)


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _problem(guild: object) -> str | None:
    """Why no server is served, in the bot's words; None when one is."""
    problem = guild.get("problem") if isinstance(guild, dict) else None
    return str(problem) if problem else None
