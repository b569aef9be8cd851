"""Is all of the bot's background work at work? Asks the bot: what failed was started again, and people must know.

While the bot does not answer, the result is `unknown`: `bot_liveness` reports that.
"""

from typing import Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_SHOWN: Final = 3  # pieces of work; the log names all


class _Work(BaseModel):
    name: str
    failures: int
    failing: bool
    last_error: str | None


_ALL: Final = TypeAdapter(list[_Work])


class BackgroundCheck:
    name = "background"
    label = CheckLabel(
        "Background work", failing="a part of the bot failed and was started again", degraded="a part of the bot limps"
    )
    every = Cadence.LIVENESS  # a failure is reported for a minute
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        state = await context.ask_bot("/state")
        return state if isinstance(state, CheckResult) else judge(state)


def judge(state: dict[str, Any]) -> CheckResult:
    """The result for the background work in the bot's `/state`."""
    try:
        works = _ALL.validate_python(state.get("background"))
    except ValidationError:
        return CheckResult(
            CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, "the bot's /state does not describe its background work"
        )
    failing = [work for work in works if work.failing]
    if not failing:
        return CheckResult(CheckStatus.OK, CheckReason.NONE, f"{len(works)} are at work")
    told = "; ".join(f"{work.name} failed {_times(work.failures)}: {work.last_error}" for work in failing[:_SHOWN])
    more = f"; and {len(failing) - _SHOWN} more" if len(failing) > _SHOWN else ""
    return CheckResult(CheckStatus.FAILING, CheckReason.PART_FAILED, f"{told}{more}; started again, see the bot's log")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
