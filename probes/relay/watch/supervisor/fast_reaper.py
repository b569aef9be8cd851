"""Fast reaping: an idle supervisord notices a death up to a second late; the kernel tells the relay at once.

A pidfd of a program becomes readable the moment its process ends. Any XML-RPC call then wakes supervisord, which reaps
the dead process in one turn of its loop and starts its successor in the next. Without pidfds (another platform, an old
kernel) only that second is lost.
"""

import asyncio
import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

import psutil

from probes.restarts.control import ProcessControl, ProcessControlError, ProgramState

_TURNS = 2  # of supervisord's loop: one reaps, the next spawns


class ProcessDescriptors(Protocol):
    """Opens descriptors of processes."""

    def open(self, pid: int) -> int:
        """A descriptor that becomes readable when process `pid` ends. Raises OSError."""
        ...


class Pidfds:
    """Linux's descriptors of processes. On other platforms every `open` raises OSError."""

    def open(self, pid: int) -> int:
        if sys.platform == "linux":
            return os.pidfd_open(pid)
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


class FastReaper:
    """Holds one descriptor for every running process except its own; `close` closes them.

    Example:
        reaper = FastReaper(control, Pidfds(), look_now)
        reaper.programs_seen(control.programs())
        ...
        reaper.close()
    """

    def __init__(self, control: ProcessControl, descriptors: ProcessDescriptors, look_now: asyncio.Event) -> None:
        """`look_now` is set once supervisord was woken."""
        self._control = control
        self._descriptors = descriptors
        self._look_now = look_now
        self._watched: dict[int, int] = {}  # pid: pidfd
        self._ended: set[int] = set()  # supervisord still lists them, but will notice soon
        self._waking: asyncio.Task[None] | None = None

    def programs_seen(self, programs: Iterable[ProgramState]) -> None:
        """Watches the processes that run now, and no others."""
        running = {program.pid for program in programs if program.pid is not None} - {os.getpid()}
        self._ended &= running
        for pid in self._watched.keys() - running:
            self._forget(pid)
        for pid in running - self._watched.keys() - self._ended:
            self._begin(pid)

    def has_ended(self, pid: int) -> bool:
        """Whether the process has ended, also if supervisord does not know it yet."""
        return pid in self._ended or (pid not in self._watched and not _runs(pid))

    def close(self) -> None:
        for pid in list(self._watched):
            self._forget(pid)
        if self._waking is not None:
            self._waking.cancel()

    def _begin(self, pid: int) -> None:
        try:
            descriptor = self._descriptors.open(pid)
        except OSError:  # already reaped, no pidfds here, no descriptor left: the look once a second will find it
            return
        self._watched[pid] = descriptor
        asyncio.get_running_loop().add_reader(descriptor, self._ended_now, pid)

    def _ended_now(self, pid: int) -> None:
        self._forget(pid)
        self._ended.add(pid)
        if self._waking is None or self._waking.done():
            self._waking = asyncio.create_task(self._wake_supervisord(), name="waking supervisord")

    async def _wake_supervisord(self) -> None:
        with suppress(ProcessControlError):  # the look that follows has the same problem, and logs it
            for _ in range(_TURNS):
                await asyncio.to_thread(self._control.programs)
        self._look_now.set()

    def _forget(self, pid: int) -> None:
        descriptor = self._watched.pop(pid)
        asyncio.get_running_loop().remove_reader(descriptor)
        os.close(descriptor)


def _runs(pid: int) -> bool:
    """What the table of processes says where there is no descriptor. One that nobody has reaped runs no more."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
