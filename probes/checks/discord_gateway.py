"""Is the bot connected to Discord's gateway, and does Discord acknowledge its heartbeats?

While the bot itself does not answer this is `unknown`: that is `bot_liveness`' finding, not Discord's.
"""

import asyncio
import math
from http import HTTPStatus
from typing import Any

from probes.asking import Answer, NoAnswer, ask
from probes.checks.base import Cadence, Context
from probes.outcome import CheckResult, Reason, Status

_NO_ACK_AFTER = 90.0  # seconds; two heartbeats of 41.25 s missed: the bot itself reconnects then


class DiscordGateway:
    name = "discord_gateway"
    every = Cadence.LIVENESS  # it asks the bot, not Discord, and an outage changes no pid that would hurry it
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        bot = context.bot()
        if bot is None:
            return CheckResult(Status.UNKNOWN, Reason.NOT_STARTED, "the bot has not published an address yet")
        state, ready = await asyncio.gather(
            *(
                ask(context.http, bot, path, timeout_s=context.patience_s, clock=context.clock)
                for path in ("/state", "/readyz")
            )
        )
        return judge(state, ready)


def judge(state: Answer | NoAnswer, ready: Answer | NoAnswer) -> CheckResult:
    """The bot's own account of its gateway (`/state`), and of its readiness (`/readyz`), as a result."""
    if isinstance(state, NoAnswer):
        return CheckResult(Status.UNKNOWN, state.reason, state.detail)
    if isinstance(ready, NoAnswer):
        return CheckResult(Status.UNKNOWN, ready.reason, ready.detail)
    if state.status != HTTPStatus.OK:
        return CheckResult(Status.UNKNOWN, Reason.BAD_STATUS, f"the bot's /state answered {state.status}")
    gateway = state.body.get("gateway")
    if not isinstance(gateway, dict) or not isinstance(gateway.get("status"), str):
        return CheckResult(Status.UNKNOWN, Reason.BAD_ANSWER, "the bot's /state says nothing of its gateway")
    return _judge_gateway(gateway, ready)


def _judge_gateway(gateway: dict[str, Any], ready: Answer) -> CheckResult:
    status: str = gateway["status"]
    latency, ack_age = _seconds(gateway.get("latency_s")), _seconds(gateway.get("last_ack_age_s"))
    if status == "disconnected":
        return CheckResult(Status.FAILING, Reason.NOT_CONNECTED, f"the gateway is {status}")
    if ack_age is not None and ack_age > _NO_ACK_AFTER:
        detail = f"no heartbeat acknowledged for {ack_age:.0f} s"
        return CheckResult(Status.FAILING, Reason.NO_ACK, detail, latency)
    if status != "ready":
        return CheckResult(Status.DEGRADED, Reason.NOT_READY, f"the gateway is {status}", latency)
    if ready.status != HTTPStatus.OK:
        return CheckResult(Status.DEGRADED, Reason.NOT_READY, _reasons(ready), latency)
    detail = "ready" if ack_age is None else f"ready, last heartbeat acknowledged {ack_age:.0f} s ago"
    return CheckResult(Status.OK, Reason.NONE, detail, latency)


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _reasons(ready: Answer) -> str:
    reasons = ready.body.get("reasons")
    listed = "; ".join(str(reason) for reason in reasons) if isinstance(reasons, list) else ""
    return f"connected, but not ready: {listed or f'/readyz answered {ready.status}'}"
