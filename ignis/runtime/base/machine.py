"""The machine's own clocks, and which start of the machine they count from.

The calendar can be set; these clocks cannot. `since_boot` counts while the machine sleeps, `awake` stands still then,
so a sleep is what the first gains on the second.
"""

import functools
import os
import time
from pathlib import Path
from typing import NamedTuple, Protocol

UNKNOWN_BOOT = "unknown"
"""The boot id of a platform that has none. Two moments with it are of one boot if the clocks did not go backwards."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_START = 21  # the field of /proc/PID/stat, counted from 0 and behind the command's name as 2


class Instant(NamedTuple):
    """One moment on three clocks, in seconds: the calendar's (Unix time), since the boot, and without sleep."""

    wall: float
    since_boot: float
    awake: float


class Machine(Protocol):
    """What tells moments, and the boot that they belong to."""

    @property
    def boot(self) -> str: ...

    def instant(self) -> Instant: ...


class ThisMachine:
    """The Machine that this process runs on."""

    @property
    def boot(self) -> str:
        return boot_id()

    def instant(self) -> Instant:
        return Instant(time.time(), since_boot(), time.monotonic())


@functools.cache
def boot_id() -> str:
    """Changes with every start of the machine. `UNKNOWN_BOOT` where the system has no such id (Windows, macOS)."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() or UNKNOWN_BOOT
    except OSError:
        return UNKNOWN_BOOT


def since_boot() -> float:
    """Seconds since the machine started, sleep included where the platform counts it: Linux; Windows up to 3.12."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def parent_identity() -> str:
    """Which process started this one: its pid, and when it began, because pids are used again.

    The beginning is in ticks since the boot (man 5 proc), so a step of the calendar does not change it. Without /proc
    it is the pid alone.

    Example:
        >>> parent_identity().partition(":")[0] == str(os.getppid())
        True
    """
    pid = os.getppid()
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return f"{pid}:{stat.rpartition(')')[2].split()[_START - 2]}"
    except (OSError, IndexError):
        return str(pid)
