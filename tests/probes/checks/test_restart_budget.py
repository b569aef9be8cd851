"""restart_budget over the files that the restart gate really writes."""

import pytest

from ignis.runtime.base.home import Home
from probes.checks.base import Context
from probes.checks.restart_budget import RestartBudgetCheck
from probes.outcome import CheckReason, CheckStatus
from probes.restarts import memory
from probes.restarts.policy import StartHistory, StartPlan, StartReason


def remember(
    home: Home, program: str, *, tokens: float = 5, held: StartReason | None = None, seconds: float = 60
) -> None:
    at = memory.now()
    history = StartHistory(at, streak=2, tokens=tokens, tokens_at=at)
    hold = StartPlan(at + seconds, held, history._replace(streak=3)) if held else None
    memory.save(home.restart_memory(program), history, boot=memory.boot_id(), hold=hold)


async def found(context: Context) -> tuple[CheckStatus, CheckReason]:
    result = await RestartBudgetCheck().run(context)
    return result.status, result.reason


async def test_it_is_never_green_without_having_read(context: Context, home: Home) -> None:
    assert await found(context) == (CheckStatus.UNKNOWN, CheckReason.NOT_STARTED)
    (home.restarts / "bot.json").write_text("{", encoding="utf-8")
    assert await found(context) == (CheckStatus.UNKNOWN, CheckReason.UNREADABLE)
    remember(home, "relay")
    assert await found(context) == (CheckStatus.UNKNOWN, CheckReason.UNREADABLE)
    (home.restarts / "bot.json").unlink()
    assert await found(context) == (CheckStatus.OK, CheckReason.NONE)
    (home.restarts / "relay.json").unlink()
    home.restarts.rmdir()
    assert await found(context) == (CheckStatus.UNKNOWN, CheckReason.UNREADABLE)


async def test_what_is_left_is_said(context: Context, home: Home) -> None:
    remember(home, "bot")
    remember(home, "relay", tokens=3.5)
    assert (await RestartBudgetCheck().run(context)).detail == "restarts left: bot 5, relay 3 of 5"


@pytest.mark.parametrize(
    ("tokens", "held", "said"),
    [
        (1.5, None, "degraded budget_low: few restarts are left for bot (of 5 at once: bot 1, relay 5)"),
        (4, StartReason.BACKOFF, "degraded held: held: bot after crash 3 in a row, for 60 s more"),
        (0, StartReason.BUDGET, "failing budget_spent: the budget of restarts is spent: bot may start in 60 s"),
    ],
)
async def test_the_worst_program_decides(
    context: Context, home: Home, tokens: float, held: StartReason | None, said: str
) -> None:
    remember(home, "relay")
    remember(home, "bot", tokens=tokens, held=held)
    result = await RestartBudgetCheck().run(context)
    assert f"{result.status} {result.reason}: {result.detail}" == said


async def test_a_hold_that_is_over_is_none(context: Context, home: Home) -> None:
    remember(home, "bot", held=StartReason.BUDGET, seconds=-1)
    assert await found(context) == (CheckStatus.OK, CheckReason.NONE)
