"""Ends a program whose event loop stands still, and leaves the guilty line in its log.

`faulthandler` waits in a thread of its own that needs no GIL. So `time.sleep`, a lock that is never released, or a
regular expression that never ends cannot keep it from writing where every thread is and ending the process. This is
what it writes (CPython 3.11-3.14; the main thread was started first and so comes last):
    Timeout (0:00:30)!
    Thread 0x00007f0000000000 (most recent call first):
      File "/srv/ignis/ignis/bot/replies/reply.py", line 12 in answer
"""

import asyncio
import contextlib
import faulthandler
import re
import sys
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TextIO

from ignis.runtime.base.ticker import next_tick

STATUS = 1  # what faulthandler ends the process with

_RESETS = 10  # within the limit
_LONGEST_PAUSE = 2.5  # each reset starts a new thread
_TIMEOUT_LINE = re.compile(r"^Timeout \((?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d(?:\.\d+)?)\)!$")
_THREAD = re.compile(r"^(?:Current thread|Thread) 0x[0-9a-f]+.*\(most recent call first\):$")
_FRAME = re.compile(r'^ {2}File "(?P<file>.+)", line (?P<line>\d+) in (?P<function>.+)$')
_LIBRARY = re.compile(r"[/\\]lib[/\\]python\d|site-packages|^<", re.IGNORECASE)


@contextlib.contextmanager
def watched(loop: asyncio.AbstractEventLoop, limit_s: float, log: TextIO | None = None) -> Generator[None]:
    """Ends this process, with status 1, once `loop` has not turned for `limit_s` seconds (up to a tenth less).

    The stacks of all threads are written to `log`, which must have a descriptor. Without `log` it is the stderr of the
    process. There is one such timer in a process.

    Example:
        with watched(asyncio.get_running_loop(), limit_s=30):
            await work()
    """
    watchdog = _Watchdog(loop, limit_s, sys.stderr if log is None else log)
    watchdog.reset()
    try:
        yield
    finally:
        watchdog.stop()


class _Watchdog:
    def __init__(self, loop: asyncio.AbstractEventLoop, limit_s: float, log: TextIO) -> None:
        self._loop = loop
        self._limit_s = limit_s
        self._log = log
        self._next: asyncio.TimerHandle | None = None

    def reset(self) -> None:
        faulthandler.dump_traceback_later(self._limit_s, exit=True, file=self._log)
        pause = min(self._limit_s / _RESETS, _LONGEST_PAUSE)
        self._next = self._loop.call_at(next_tick(self._loop.time(), pause), self.reset)

    def stop(self) -> None:
        if self._next is not None:
            self._next.cancel()
        faulthandler.cancel_dump_traceback_later()


@dataclass(frozen=True)
class Stall:
    """`place` is such as `ignis/bot/replies/reply.py:12 (answer)`."""

    seconds: float
    place: str

    def __str__(self) -> str:
        return f"its event loop stood still for {self.seconds:g} s at {self.place}"


def stall(lines: Iterable[str], root: PurePath) -> Stall | None:
    """Where the main thread was in the latest dump in `lines`. None if there is no dump.

    The place is the innermost frame that is not of a library, relative to `root` if it is below: a line inside of `re`
    would not say which expression it was.
    """
    timeout: re.Match[str] | None = None
    frames: list[re.Match[str]] = []
    for line in lines:
        if found := _TIMEOUT_LINE.match(line):
            timeout = found
            frames.clear()
        elif _THREAD.match(line):
            frames.clear()  # the frames so far were of another thread; the main thread comes last
        elif frame := _FRAME.match(line):
            frames.append(frame)
    if timeout is None:
        return None
    ours = [frame for frame in frames if not _LIBRARY.search(frame["file"])]
    place = next((_words(frame, root) for frame in (*ours, *frames)), "a place that Python does not know")
    return Stall(_seconds(timeout), place)


def _seconds(timeout: re.Match[str]) -> float:
    return int(timeout["hours"]) * 3600 + int(timeout["minutes"]) * 60 + float(timeout["seconds"])


def _words(frame: re.Match[str], root: PurePath) -> str:
    file = PurePath(frame["file"])
    shown = file.relative_to(root) if file.is_relative_to(root) else file
    return f"{shown.as_posix()}:{frame['line']} ({frame['function']})"
