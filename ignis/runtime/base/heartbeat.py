"""`run/<program>.beat`: the latest sign of life of a program, which survives kill -9 because the kernel has it already.

The file has one size for good and is written in place: that needs no room on a full disk, and no rename. A power cut
loses what the system had not written out yet, `SYNC_EVERY` seconds at most.
"""

import contextlib
import os
import sys
from pathlib import Path
from typing import Final

from ignis.runtime.base.life import LIVES_KEPT, Life, read_lives, to_line, to_text
from ignis.runtime.base.machine import Machine, parent_identity

SIZE: Final = 4096
"""Bytes: one page, so that a kill cannot tear it. `LIVES_KEPT` lives take half of it."""

SYNC_EVERY: Final = 30.0  # seconds

_PRIVATE = 0o600


class Heartbeat:
    """The heartbeat of this process. Every method but `sync` costs microseconds; an OSError is the caller's to log.

    Example:
        heartbeat = Heartbeat(home.heartbeat("bot"), machine)
        heartbeat.begin()
        heartbeat.beat()
        heartbeat.end()
    """

    def __init__(self, path: Path, machine: Machine) -> None:
        self.path = path
        self._machine = machine
        self._before: list[str] = []  # the lives before this one, as they stand in the file
        self._life: Life | None = None
        self._file: int | None = None

    @property
    def life(self) -> Life | None:
        """The life of this process; None before `begin`."""
        return self._life

    def begin(self) -> None:
        """The first heartbeat; keeps the lives before this one. Raises OSError, and beats all the same."""
        at = self._machine.instant()
        self._before = [to_text(one) for one in read_lives(self.path)[-(LIVES_KEPT - 1) :]]
        self._life = Life(os.getpid(), parent_identity(), self._machine.boot, at, at)
        self._write()

    def beat(self) -> None:
        """Raises OSError if it cannot be written; in memory it counts."""
        if self._life is not None:
            self._life = self._life.beat(self._machine.instant())
            self._write()

    def works(self) -> None:
        """The program does its work from now on."""
        if self._life is not None and self._life.working is None:
            at = self._machine.instant()
            self._life = self._life.beat(at)._replace(working=at)
            self._write()

    def end(self, *, clean: bool) -> None:
        """The last heartbeat. `clean`: it ends because it was asked to."""
        if self._life is None:
            return
        self._life = self._life.beat(self._machine.instant())._replace(clean=clean)
        with contextlib.suppress(OSError):  # then the end looks like a kill, at most a second too early
            self._write()
        self._close()

    def sync(self) -> None:
        """Blocks for a disk sync. Finds out, too, whether the file was deleted or replaced. Raises OSError."""
        if (file := self._file) is None:
            return
        if sys.platform == "linux":
            os.fdatasync(file)
        else:
            os.fsync(file)

    def misplaced(self) -> bool:
        """Whether what is written would not be read: the file was deleted or replaced. Then it is opened again."""
        try:
            moved = self._file is not None and not os.path.samestat(os.fstat(self._file), self.path.stat())
        except OSError:
            moved = True
        if moved:
            self._close()
        return moved

    def _write(self) -> None:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), _PRIVATE)
            if os.fstat(self._file).st_size > SIZE:  # it is not ours
                os.ftruncate(self._file, SIZE)
        lives = self._before if self._life is None else [*self._before, to_text(self._life)]
        os.lseek(self._file, 0, os.SEEK_SET)
        os.write(self._file, to_line(lives).ljust(SIZE - 1) + b"\n")

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
