"""disk: the judgement as values, and once with a real file system."""

import shutil

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import DiskSettings
from probes.checks.base import Context
from probes.checks.disk import DiskCheck, DiskRoom, judge, room_at
from probes.outcome import CheckReason, CheckStatus

MIB = 1024 * 1024
LARGE, SMALL = 500_000 * MIB, 1_000 * MIB


@pytest.mark.parametrize(
    ("size", "free_mb", "status", "reason"),
    [
        (LARGE, 400_000, CheckStatus.OK, CheckReason.NONE),
        (LARGE, 1024, CheckStatus.OK, CheckReason.NONE),  # 0.2 % of it, and plenty for a bot
        (LARGE, 1023, CheckStatus.DEGRADED, CheckReason.LOW_SPACE),
        (LARGE, 127, CheckStatus.FAILING, CheckReason.FULL),
        (SMALL, 101, CheckStatus.OK, CheckReason.NONE),
        (SMALL, 99, CheckStatus.DEGRADED, CheckReason.LOW_SPACE),
        (SMALL, 19, CheckStatus.FAILING, CheckReason.FULL),
        (LARGE, 0, CheckStatus.FAILING, CheckReason.FULL),
    ],
)
def test_how_much_is_left_decides(size: int, free_mb: int, status: CheckStatus, reason: CheckReason) -> None:
    result = judge(DiskRoom(size, free_mb * MIB, 0, 0), DiskSettings(), 0)
    assert (result.status, result.reason) == (status, reason)


@pytest.mark.parametrize(
    ("free", "status"),
    [
        (1000, CheckStatus.OK),
        (50, CheckStatus.OK),
        (49, CheckStatus.DEGRADED),
        (9, CheckStatus.FAILING),
        (0, CheckStatus.FAILING),
    ],
)
def test_inodes_run_out_too(free: int, status: CheckStatus) -> None:
    assert judge(DiskRoom(LARGE, LARGE, 1000, free), DiskSettings(), 0).status is status


def test_it_says_bytes_percent_and_inodes() -> None:
    assert (
        judge(DiskRoom(SMALL, 250 * MIB, 1000, 900), DiskSettings(), 0).detail
        == "250 MiB free (25%), 90% of the inodes"
    )
    assert judge(DiskRoom(SMALL, 250 * MIB, 0, 0), DiskSettings(), 0).detail == "250 MiB free (25%)"


async def test_a_real_file_system_is_asked(home: Home, context: Context) -> None:
    room, usage = room_at(home.root), shutil.disk_usage(home.root)
    assert room.size == usage.total
    assert 0 < room.free <= room.size
    result = await DiskCheck().run(context)
    assert "MiB free" in result.detail
    assert result.latency_s is not None


async def test_a_home_that_is_gone_is_failing(home: Home, context: Context) -> None:
    shutil.rmtree(home.root)
    result = await DiskCheck().run(context)
    assert (result.status, result.reason) == (CheckStatus.FAILING, CheckReason.MISSING)
