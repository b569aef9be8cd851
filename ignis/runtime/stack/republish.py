"""Small files that tell others about a running program: kept true while it runs, whatever happens to them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

from ignis.runtime.base.ticker import beat
from ignis.runtime.telemetry.logs import Logger

_EVERY = 2.0


@contextlib.asynccontextmanager
async def upkept(
    mend: Callable[[], bool],
    file: Path,
    log: Logger,
    *,
    every: float = _EVERY,
    true: Callable[[], bool] = lambda: False,
) -> AsyncGenerator[None]:
    """Calls `mend` at once and every few seconds, in a thread, while the context is open; not where `true` says so.

    `true` may read a small file, which costs less than the way into a thread. `mend` returns whether it had to write.
    It may raise OSError: a file that cannot be written is said once and tried again, because a program that does its
    work must not end over it.
    """
    upkeep = _Republisher(mend, file, log, every, true)
    await upkeep.look()
    looking = asyncio.create_task(upkeep.run())
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


class _Republisher:
    def __init__(
        self, mend: Callable[[], bool], file: Path, log: Logger, every: float, true: Callable[[], bool]
    ) -> None:
        self._mend = mend
        self._file = file
        self._log = log
        self._every = every
        self._true = true
        self._was_true = False
        self._failing = False

    async def run(self) -> None:
        """Never returns."""
        while True:
            await beat(self._every)
            await self.look()

    async def look(self) -> None:
        try:
            written = not self._true() and await asyncio.to_thread(self._mend)
        except OSError as error:
            self._cannot(error)
            return
        if written and self._was_true:
            self._log.warning(f"{self._file}: was lost or overwritten; written anew")
        self._was_true, self._failing = True, False

    def _cannot(self, error: OSError) -> None:
        if not self._failing:
            why = error.strerror or str(error) or type(error).__name__
            self._log.error(
                f"{self._file}: cannot be written: {why}; move what stands there away, or make room "
                f"(tried again every {self._every:g} s)"
            )
        self._failing = True
