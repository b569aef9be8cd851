"""Do alerts reach Discord, and further receivers? Asks the relay. Where they do not, `ignis status` still tells."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ignis.runtime.stack.http_shapes import ReportedRoad, ReportedWebhook
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_DEAD_MANS_SWITCH = "dead_mans_switch"  # shown with the receivers, and no incident: somebody outside tells
_Roads = TypeAdapter(tuple[ReportedRoad, ...])


class AlertsCheck:
    name = "alerts"
    label = CheckLabel("Alerts", failing="alerts cannot be sent", degraded="alerts wait, or do not reach everybody")
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        answer = await context.ask_program("relay", "/incidents")
        return answer if isinstance(answer, CheckResult) else judge(answer)


def judge(incidents: dict[str, Any]) -> CheckResult:
    """The result for the webhook, and for what is beside it, in the relay's `/incidents`."""
    try:
        webhook = ReportedWebhook.model_validate(incidents.get("webhook"))
        roads = _Roads.validate_python(incidents.get("roads", []))
    except ValidationError:
        what = "the relay's /incidents does not describe its webhook"
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, what)
    return _with_further(_of_webhook(webhook), roads)


def _with_further(result: CheckResult, roads: Sequence[ReportedRoad]) -> CheckResult:
    """Amber at least, if one of them takes nothing. None fails alone: Discord still tells."""
    failing = [one for one in roads if one.why is not None and one.kind != _DEAD_MANS_SWITCH]
    broken = "; ".join(f"{one.kind}: {one.why}" for one in failing)
    if not broken:
        return result
    detail = f"{result.detail}; further: {broken}"
    if result.status is CheckStatus.OK:
        return CheckResult(CheckStatus.DEGRADED, CheckReason.UNREACHABLE, detail)
    return replace(result, detail=detail)


def _of_webhook(webhook: ReportedWebhook) -> CheckResult:
    why = f"{' '.join(webhook.detail.split())}; {webhook.waiting} waiting"
    match webhook.state:
        case "up":
            return CheckResult(CheckStatus.OK, CheckReason.NONE, "they reach Discord")
        case "none":
            return CheckResult(CheckStatus.OK, CheckReason.NONE, "no alert webhook is configured")
        case "off":
            return CheckResult(CheckStatus.FAILING, CheckReason.KEY_REFUSED, f"alerts cannot be sent: {why}")
        case "down":
            return CheckResult(CheckStatus.DEGRADED, CheckReason.UNREACHABLE, f"alerts wait: {why}")
        case _:
            return CheckResult(CheckStatus.UNKNOWN, CheckReason.IN_TRANSITION, "it is not known yet where alerts go")
