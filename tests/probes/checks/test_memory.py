"""memory: the judgement as values, and once with real processes."""

import asyncio
import sys
from dataclasses import replace

import pytest

from ignis.runtime.config.settings import MemorySettings
from probes.checks.base import Context
from probes.checks.memory import MemoryCheck, judge
from probes.outcome import CheckReason, CheckStatus
from probes.restarts.control import ProgramRunState
from tests.probes.stand_ins import FakeControl, program

MIB = 1024 * 1024
LIMITS = MemorySettings(soft_mb=100, hard_mb=200)


@pytest.mark.parametrize(
    ("bot_mb", "status", "reason"),
    [
        (100, CheckStatus.OK, CheckReason.NONE),
        (101, CheckStatus.DEGRADED, CheckReason.ABOVE_SOFT_LIMIT),
        (200, CheckStatus.DEGRADED, CheckReason.ABOVE_SOFT_LIMIT),
        (201, CheckStatus.FAILING, CheckReason.ABOVE_HARD_LIMIT),
    ],
)
def test_the_program_that_holds_most_decides(bot_mb: int, status: CheckStatus, reason: CheckReason) -> None:
    result = judge({"relay": 50 * MIB, "bot": bot_mb * MIB}, LIMITS, 0)
    assert (result.status, result.reason) == (status, reason)
    assert result.detail.startswith(f"bot {bot_mb} MiB, relay 50 MiB")


async def test_real_processes_are_measured(context: Context) -> None:
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    # A process of its own: after thousands of tests, this one holds more than any program of Ignis may.
    idle = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    programs = (
        program("exporter", pid=idle.pid),
        program("bot", ProgramRunState.RUNNING, pid=ended.pid),  # it ended between the two looks
        program("sandbox", ProgramRunState.STOPPED),
    )
    result = await MemoryCheck().run(replace(context, control=FakeControl(programs)))
    await idle.communicate(b"")
    assert result.status is CheckStatus.OK
    assert result.detail.startswith("exporter ")
    assert "bot" not in result.detail


async def test_nothing_that_runs_is_unknown(context: Context) -> None:
    for known, reason in (
        (None, CheckReason.NO_SUPERVISOR),
        ((program("bot", ProgramRunState.EXITED),), CheckReason.NOT_RUNNING),
    ):
        result = await MemoryCheck().run(replace(context, control=FakeControl(known)))
        assert (result.status, result.reason) == (CheckStatus.UNKNOWN, reason)
