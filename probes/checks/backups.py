"""Are backups of `ignis.db` made? Asks the bot, which tries again every 30 s after a failure."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ValidationError

from probes.checks.base import Cadence, CheckLabel, Context, being_tried, undescribed
from probes.outcome import CheckReason, CheckResult, CheckStatus


class _Backups(BaseModel):
    failing_since: AwareDatetime | None
    problem: str | None


class BackupsCheck:
    name = "backups"
    label = CheckLabel("Backups", failing="no backup can be made", degraded="the last backup failed")
    every = Cadence.DEEP
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state, context.clock.now())


def judge(state: dict[str, Any], now: datetime) -> CheckResult:
    """The result for the backups in the bot's `/state`."""
    try:
        backups = _Backups.model_validate(state.get("backups"))
    except ValidationError:
        return undescribed("backups")
    since = backups.failing_since
    if since is None:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, "the last one was made, or none is due")
    return being_tried(CheckReason.NOT_MADE, since, backups.problem, now)
