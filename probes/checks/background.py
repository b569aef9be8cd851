"""Is all background work of the programs at work? Asks each of them: what failed was started again, and is told.

A program that does not answer is left out, as others report it (`bot_liveness`, `process_state`, the relay). While the
bot is among them, what is found is `unknown` at best.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_PATHS: Final = {"bot": "/state", "exporter": "/background", "relay": "/background"}
_SHOWN: Final = 3  # pieces of work; the logs name all


class Work(BaseModel):
    name: str
    failures: int
    failing: bool
    last_error: str | None


_ALL: Final = TypeAdapter(list[Work])


class BackgroundCheck:
    name = "background"
    label = CheckLabel(
        "Background work",
        failing="a part of a program failed and was started again",
        degraded="a part of a program limps",
    )
    every = Cadence.LIVENESS  # a failure is reported for a minute
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        answers = await asyncio.gather(*(context.ask_program(program, path) for program, path in _PATHS.items()))
        told = {program: works_in(program, answer) for program, answer in zip(_PATHS, answers, strict=True)}
        works = {program: each for program, each in told.items() if not isinstance(each, CheckResult)}
        if (failing := failing_in(works)) is not None:
            return failing
        bot = told["bot"]
        if isinstance(bot, CheckResult):
            return bot
        return CheckResult(CheckStatus.OK, CheckReason.NONE, f"{sum(map(len, works.values()))} are at work")


def works_in(program: str, answer: dict[str, Any] | CheckResult) -> Sequence[Work] | CheckResult:
    """The background work in a program's answer, or why it is not known."""
    if isinstance(answer, CheckResult):
        return answer
    try:
        return _ALL.validate_python(answer.get("background"))
    except ValidationError:
        why = f"the {program}'s {_PATHS[program]} does not describe its background work"
        return CheckResult(CheckStatus.UNKNOWN, CheckReason.BAD_ANSWER, why)


def failing_in(works: Mapping[str, Sequence[Work]]) -> CheckResult | None:
    """None if nothing has failed in the last minute, as far as the programs know."""
    failing = [(program, work) for program, each in works.items() for work in each if work.failing]
    if not failing:
        return None
    told = "; ".join(
        f"{_where(program)}{work.name} failed {_times(work.failures)}: {work.last_error}"
        for program, work in failing[:_SHOWN]
    )
    more = f"; and {len(failing) - _SHOWN} more" if len(failing) > _SHOWN else ""
    logs = " and ".join(f"the {program}'s" for program in dict.fromkeys(program for program, _ in failing))
    return CheckResult(CheckStatus.FAILING, CheckReason.PART_FAILED, f"{told}{more}; started again, see {logs} log")


def _where(program: str) -> str:
    return "" if program == "bot" else f"{program}: "


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
