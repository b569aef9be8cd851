"""Is what members had deleted gone from backups and journal, too? Asks the bot, which tries again every minute."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ValidationError

from probes.checks.base import Cadence, CheckLabel, Context, being_tried, undescribed
from probes.outcome import CheckReason, CheckResult, CheckStatus


class _Privacy(BaseModel):
    erasure_due_since: AwareDatetime | None
    problem: str | None


class PrivacyCheck:
    name = "privacy"
    label = CheckLabel(
        "Deletions",
        failing="what members had deleted is still in backups",
        degraded="what members had deleted is not gone from backups yet",
    )
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state, context.clock.now())


def judge(state: dict[str, Any], now: datetime) -> CheckResult:
    """The result for the deletions in the bot's `/state`."""
    try:
        privacy = _Privacy.model_validate(state.get("privacy"))
    except ValidationError:
        return undescribed("deletions")
    since = privacy.erasure_due_since
    if since is None:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, "no deletion waits")
    return being_tried(CheckReason.UNFINISHED, since, privacy.problem, now)
