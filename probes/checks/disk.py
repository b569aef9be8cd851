"""Is there room left for the stack's state? Asks the file system. The `database` check really writes to it."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from ignis.runtime.config.settings import DiskSettings
from probes.checks.base import Cadence, CheckLabel, Context
from probes.outcome import CheckReason, CheckResult, CheckStatus

_MIB = 1024 * 1024
# On a small disk less is enough: these shares of it count if they are below the settings' limits.
_LOW_SHARE, _LEAST_SHARE = 0.10, 0.02
_LOW_INODES, _LEAST_INODES = 0.05, 0.01


@dataclass(frozen=True)
class DiskRoom:
    """Bytes and inodes of a file system, and how many of them a program without privileges may still take.

    `inodes` is 0 on file systems that create inodes as needed.
    """

    size: int
    free: int
    inodes: int
    free_inodes: int


class DiskCheck:
    name = "disk"
    label = CheckLabel("Disk", failing="the disk is full", degraded="the disk is nearly full")
    every = Cadence.LIVENESS  # one question to the file system
    timeout = None

    async def run(self, context: Context) -> CheckResult:
        folder, began = context.home.root, context.clock.monotonic()
        try:
            room = await asyncio.to_thread(room_at, folder)
        except OSError as error:
            reason = CheckReason.MISSING if isinstance(error, FileNotFoundError) else CheckReason.IO_ERROR
            return CheckResult(CheckStatus.FAILING, reason, f"{folder}: {error.strerror}")
        return judge(room, context.settings.disk, context.clock.monotonic() - began)


def room_at(folder: Path) -> DiskRoom:
    """Blocks as long as the file system does. Raises OSError."""
    found = os.statvfs(folder)
    return DiskRoom(found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize, found.f_files, found.f_favail)


def judge(room: DiskRoom, limits: DiskSettings, latency_s: float) -> CheckResult:
    low = min(limits.low_mb * _MIB, _LOW_SHARE * room.size)
    least = min(limits.least_mb * _MIB, _LEAST_SHARE * room.size)
    inodes = room.free_inodes / room.inodes if room.inodes else 1.0
    detail = _describe(room)
    if room.free < least or inodes < _LEAST_INODES:
        return CheckResult(CheckStatus.FAILING, CheckReason.FULL, detail, latency_s)
    if room.free < low or inodes < _LOW_INODES:
        return CheckResult(CheckStatus.DEGRADED, CheckReason.LOW_SPACE, detail, latency_s)
    return CheckResult(CheckStatus.OK, CheckReason.NONE, detail, latency_s)


def _describe(room: DiskRoom) -> str:
    share = room.free / room.size if room.size else 0.0
    detail = f"{room.free / _MIB:,.0f} MiB free ({share:.0%})"
    return f"{detail}, {room.free_inodes / room.inodes:.0%} of the inodes" if room.inodes else detail
