"""Fast reaping: supervisord notices a death up to a second late when it is idle; the kernel tells the relay at once.

A pidfd of every program becomes readable the moment its process ends. Any XML-RPC call then wakes supervisord, which
reaps the dead process in one turn of its loop and starts its successor in the next. Where the kernel or the platform
knows no pidfd, nothing is lost but that second.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

from probes.restarts.control import ControlError, ProcessControl, ProgramState

Opener = Callable[[int], int]
_TURNS = 2  # of supervisord's loop: one reaps, the next spawns


def opener() -> Opener | None:
    """What opens a pidfd for a pid; None where there is no such thing."""
    return os.pidfd_open if sys.platform == "linux" else None


class FastReaper:
    """Holds one descriptor for every running process but its own; `close` gives them back."""

    def __init__(self, control: ProcessControl, look: Callable[[], None], *, open_pidfd: Opener | None) -> None:
        """`look` asks for a look at everything, once supervisord was woken."""
        self._control = control
        self._look = look
        self._open_pidfd = open_pidfd
        self._watched: dict[int, int] = {}  # pid: pidfd
        self._ended: set[int] = set()  # still listed by supervisord, which is on its way
        self._waking: asyncio.Task[None] | None = None

    def watch(self, programs: Iterable[ProgramState]) -> None:
        """These are the processes that run now, as far as supervisord knows."""
        running = {program.pid for program in programs if program.pid is not None} - {os.getpid()}
        self._ended &= running
        for pid in self._watched.keys() - running:
            self._forget(pid)
        for pid in running - self._watched.keys() - self._ended:
            self._begin(pid)

    def close(self) -> None:
        for pid in list(self._watched):
            self._forget(pid)
        if self._waking is not None:
            self._waking.cancel()

    def _begin(self, pid: int) -> None:
        if self._open_pidfd is None:
            return
        try:
            descriptor = self._open_pidfd(pid)
        except OSError:  # reaped already, an old kernel, no descriptor left: the look once a second must do
            return
        self._watched[pid] = descriptor
        asyncio.get_running_loop().add_reader(descriptor, self._over, pid)

    def _over(self, pid: int) -> None:
        self._forget(pid)
        self._ended.add(pid)
        if self._waking is None or self._waking.done():
            self._waking = asyncio.create_task(self._wake_supervisord(), name="waking supervisord")

    async def _wake_supervisord(self) -> None:
        with suppress(ControlError):  # the look that follows meets the same trouble, and says it
            for _ in range(_TURNS):
                await asyncio.to_thread(self._control.programs)
        self._look()

    def _forget(self, pid: int) -> None:
        descriptor = self._watched.pop(pid)
        asyncio.get_running_loop().remove_reader(descriptor)
        os.close(descriptor)
