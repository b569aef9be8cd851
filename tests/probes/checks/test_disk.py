"""disk: the judgement as values, and once with a real file system."""

import shutil

import pytest

from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import Disk as Limits
from probes.checks.base import Context
from probes.checks.disk import Disk, Room, judge, room_at
from probes.outcome import Reason, Status

MIB = 1024 * 1024
LARGE, SMALL = 500_000 * MIB, 1_000 * MIB


@pytest.mark.parametrize(
    ("size", "free_mb", "status", "reason"),
    [
        (LARGE, 400_000, Status.OK, Reason.NONE),
        (LARGE, 1024, Status.OK, Reason.NONE),  # 0.2 % of it, and plenty for a bot
        (LARGE, 1023, Status.DEGRADED, Reason.LOW_SPACE),
        (LARGE, 127, Status.FAILING, Reason.FULL),
        (SMALL, 101, Status.OK, Reason.NONE),
        (SMALL, 99, Status.DEGRADED, Reason.LOW_SPACE),
        (SMALL, 19, Status.FAILING, Reason.FULL),
        (LARGE, 0, Status.FAILING, Reason.FULL),
    ],
)
def test_how_much_is_left_decides(size: int, free_mb: int, status: Status, reason: Reason) -> None:
    result = judge(Room(size, free_mb * MIB, 0, 0), Limits(), 0)
    assert (result.status, result.reason) == (status, reason)


@pytest.mark.parametrize(
    ("free", "status"),
    [(1000, Status.OK), (50, Status.OK), (49, Status.DEGRADED), (9, Status.FAILING), (0, Status.FAILING)],
)
def test_inodes_run_out_too(free: int, status: Status) -> None:
    assert judge(Room(LARGE, LARGE, 1000, free), Limits(), 0).status is status


def test_it_says_bytes_percent_and_inodes() -> None:
    assert judge(Room(SMALL, 250 * MIB, 1000, 900), Limits(), 0).detail == "250 MiB free (25%), 90% of the inodes"
    assert judge(Room(SMALL, 250 * MIB, 0, 0), Limits(), 0).detail == "250 MiB free (25%)"


async def test_a_real_file_system_is_asked(home: Home, context: Context) -> None:
    room, usage = room_at(home.root), shutil.disk_usage(home.root)
    assert room.size == usage.total
    assert 0 < room.free <= room.size
    result = await Disk().run(context)
    assert "MiB free" in result.detail
    assert result.latency_s is not None


async def test_a_home_that_is_gone_is_failing(home: Home, context: Context) -> None:
    shutil.rmtree(home.root)
    result = await Disk().run(context)
    assert (result.status, result.reason) == (Status.FAILING, Reason.MISSING)
