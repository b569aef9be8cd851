"""Is the bot connected to Discord's gateway, does Discord acknowledge its heartbeats, and is there a server to serve?

While the bot does not answer, the result is `unknown`: `bot_liveness` reports that, and Discord may be fine.
"""

import math
from typing import Any

from probes.checks.base import Cadence, CheckLabel, Context, undescribed
from probes.outcome import CheckReason, CheckResult, CheckStatus

_LATE = 56.0  # seconds: a heartbeat every 41 s, and 15 s for its acknowledgement


class DiscordGatewayCheck:
    name = "discord_gateway"
    label = CheckLabel(
        "Discord gateway",
        failing="the bot is not connected to Discord",
        degraded="the bot's connection to Discord is unstable",
    )
    every = Cadence.LIVENESS  # it asks the bot, not Discord; and in an outage no pid changes, so nothing hurries it
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        if isinstance(state, CheckResult):
            return state
        # after `no_ack_after` the bot reconnects and the count starts again, so this must report it before that
        return judge(state, no_ack_after_s=min(_LATE, context.settings.watchdog.no_ack_after))


def judge(state: dict[str, Any], *, no_ack_after_s: float) -> CheckResult:
    """The result for the gateway's part of the bot's `/state`. Other checks find what else is not ready."""
    gateway = state.get("gateway")
    if not isinstance(gateway, dict) or not isinstance(gateway.get("status"), str):
        return undescribed("gateway")
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
    """Why the bot serves no server, in its own words; None if it does."""
    problem = guild.get("problem") if isinstance(guild, dict) else None
    return str(problem) if problem else None
