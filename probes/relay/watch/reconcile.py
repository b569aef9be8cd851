"""The look at everything, once a second: what supervisor's events did not say is found here.

The look itself is the `ProgramObserver`'s; what it means is for those who are given it.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Protocol

from ignis.runtime.base.ticker import next_tick
from ignis.runtime.telemetry.logs import Logger
from probes.relay.metrics import RelayMetrics
from probes.relay.watch.observer import ProgramObserver, StackLook
from probes.restarts.control import ProcessControlError, ProgramState


class ProgramListener(Protocol):
    """Wants to know at every look what supervisord knows of its programs, before they are asked themselves."""

    def programs_seen(self, programs: tuple[ProgramState, ...]) -> None:
        """Returns at once."""
        ...


class BlindListener(Protocol):
    """Wants to know of looks that supervisord did not answer."""

    async def not_seen(self, error: ProcessControlError) -> None: ...


class LookListener(Protocol):
    """Wants to know what each look found."""

    async def looked(self, look: StackLook) -> None: ...


class Reconciler:
    """Looks once every `every` seconds, and at once when `look_now` is set. Each listener is called in its order.

    Example:
        look_now = asyncio.Event()
        reconciler = Reconciler(observer, [fast_reaper], [program_watch, condition_watch],
                                every=1, look_now=look_now, metrics=metrics, log=log)
        looking = asyncio.create_task(reconciler.run())
        look_now.set()
    """

    def __init__(
        self,
        observer: ProgramObserver,
        program_listeners: Sequence[ProgramListener],
        look_listeners: Sequence[LookListener],
        *,
        every: float,
        look_now: asyncio.Event,
        metrics: RelayMetrics,
        log: Logger,
        blind_listeners: Sequence[BlindListener] = (),
    ) -> None:
        self._observer = observer
        self._program_listeners = program_listeners
        self._look_listeners = look_listeners
        self._blind_listeners = blind_listeners
        self._every = every
        self._look_now = look_now
        self._metrics = metrics
        self._log = log
        self._blind = False

    async def run(self) -> None:
        """Never returns."""
        while True:
            self._look_now.clear()
            with self._metrics.reconcile.time():
                await self.look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(next_tick(asyncio.get_running_loop().time(), self._every)):
                    await self._look_now.wait()

    async def look(self) -> None:
        """Looks once. Without supervisord nothing is seen, and only the blind listeners hear of it."""
        try:
            programs = await self._observer.programs()
        except ProcessControlError as error:
            self._cannot_see(error)
            for blind_listener in self._blind_listeners:
                await blind_listener.not_seen(error)
            return
        self._blind = False
        self._metrics.expect(programs)
        for program_listener in self._program_listeners:
            program_listener.programs_seen(programs)
        look = await self._observer.ask(programs)
        for name in look.silent:
            self._metrics.failures.labels(name).inc()
        for look_listener in self._look_listeners:
            await look_listener.looked(look)

    def _cannot_see(self, error: ProcessControlError) -> None:
        self._metrics.failures.labels("supervisor").inc()
        if not self._blind:
            self._blind = True
            self._log.warning("programs cannot be seen", error=str(error))
