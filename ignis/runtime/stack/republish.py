"""Small files that tell other programs about a running one: kept true while it runs, whatever happens to them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.ticker import tick
from ignis.runtime.resilience.background import Background, EvenDice
from ignis.runtime.telemetry.logs import Logger

_EVERY = 2.0


class PublishedFile(Protocol):
    """A file, and what a program says in it. See `ignis.runtime.stack.endpoints.PublishedAddresses` for one."""

    @property
    def path(self) -> Path: ...

    def is_true(self) -> bool:
        """Whether the file says what it should. Reads one small file: that costs less than the way into a thread."""
        ...

    def publish(self) -> bool:
        """Writes the file, in a thread. Returns whether something was lost that the log must name. Raises OSError."""
        ...


@contextlib.asynccontextmanager
async def republished(
    file: PublishedFile,
    log: Logger,
    *,
    every: float = _EVERY,
    background: Background | None = None,
    name: str = "published file",
) -> AsyncGenerator[None]:
    """Publishes `file` at once, and again whenever it is not true any more, while the context is open.

    A file that cannot be written is logged once and tried again: a program that does its work must not end over it.
    `background` counts what fails here, as `name`; without one it is only logged.

    Example:
        async with republished(CompanionAddresses(home, ports), log):
            ...
    """
    republisher = _Republisher(file, log, every)
    await republisher.look()
    kept_going = background or Background(log, SystemClock(), EvenDice())
    async with kept_going.running(name, republisher):
        yield


class _Republisher:
    def __init__(self, file: PublishedFile, log: Logger, every: float) -> None:
        self._file = file
        self._log = log
        self._every = every
        self._was_true = False
        self._failing = False

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(self._every)
            await self.look()

    async def look(self) -> None:
        try:
            lost = not self._file.is_true() and await asyncio.to_thread(self._file.publish)
        except OSError as error:
            self._log_failure(error)
            return
        if lost and self._was_true:
            self._log.warning(f"{self._file.path}: was lost or overwritten; written again")
        self._was_true, self._failing = True, False

    def _log_failure(self, error: OSError) -> None:
        if not self._failing:
            why = error.strerror or str(error) or type(error).__name__
            self._log.error(
                f"{self._file.path}: cannot be written: {why}; move what stands there away, or make room "
                f"(tried again every {self._every:g} s)"
            )
        self._failing = True
