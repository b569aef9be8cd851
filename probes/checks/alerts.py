"""Do alerts reach Discord? Asks the relay. Where they do not, further receivers and `ignis status` still tell."""

from typing import Any

from pydantic import ValidationError

from ignis.runtime.stack.http_shapes import ReportedWebhook
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus


class AlertsCheck:
    name = "alerts"
    label = CheckLabel("Alerts", failing="alerts cannot be sent", degraded="alerts wait for Discord")
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        answer = await context.ask_program("relay", "/incidents")
        return answer if isinstance(answer, CheckResult) else judge(answer)


def judge(incidents: dict[str, Any]) -> CheckResult:
    """The result for the webhook in the relay's `/incidents`."""
    try:
        webhook = ReportedWebhook.model_validate(incidents.get("webhook"))
    except ValidationError:
        what = "the relay's /incidents does not describe its webhook"
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, what)
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
