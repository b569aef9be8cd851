"""Keeps the heartbeat of a program going, from its event loop: one that stands still gives no sign of life."""

import asyncio
import contextlib

from ignis.runtime.base.heartbeat import SYNC_EVERY, Heartbeat
from ignis.runtime.base.stability import Health
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger

_EVERY = 1.0
_BEATS_A_SYNC = round(SYNC_EVERY / _EVERY)


class Beating:
    """Background work. A heartbeat that cannot be written is logged once, and tried again a second later."""

    def __init__(self, heartbeat: Heartbeat, log: Logger) -> None:
        self._heartbeat = heartbeat
        self._log = log
        self._failing = False
        self._beats = 0

    def begin(self) -> None:
        """The first heartbeat, before there is an event loop."""
        try:
            self._heartbeat.begin()
        except OSError as error:
            self._log_failure(error)

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.beat()
            await tick(_EVERY)

    async def beat(self) -> None:
        """Every 30th heartbeat is synced to the disk, in a thread."""
        self._beats += 1
        try:
            self._heartbeat.beat()
            if self._beats % _BEATS_A_SYNC == 0 and not self._heartbeat.misplaced():
                await asyncio.to_thread(self._heartbeat.sync)
        except OSError as error:
            self._log_failure(error)
        else:
            self._failing = False

    def _log_failure(self, error: OSError) -> None:
        if not self._failing:
            why = error.strerror or type(error).__name__
            self._log.warning(
                f"{self._heartbeat.path}: the heartbeat cannot be written: {why}; if this program is killed, its end "
                "is dated less exactly (tried again every second)"
            )
        self._failing = True


class FirstWork:
    """Background work: the heartbeat says since when the program does its work.

    It is apart from the heartbeats, because to ask for a program's health may take long.
    """

    def __init__(self, heartbeat: Heartbeat, health: Health) -> None:
        self._heartbeat = heartbeat
        self._health = health

    async def run(self) -> None:
        """Never returns."""
        while not await self._health.well():
            await tick(_EVERY)
        with contextlib.suppress(OSError):  # the next heartbeat has the same problem, and logs it
            self._heartbeat.works()
        await asyncio.Event().wait()  # done; background work never returns
