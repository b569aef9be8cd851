"""supervisor's events on their way to the desk."""

import asyncio
from collections.abc import Callable

from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding
from probes.relay.watch.events import Header, StateEvent, lost_between, state_event
from probes.relay.watch.reconcile import Parts


class Intake:
    """Queues events the moment they come, and turns them into facts behind supervisor's back."""

    def __init__(self, parts: Parts, look: Callable[[], None]) -> None:
        """`look` asks for a look at everything."""
        self._desk = parts.desk
        self._evidence = parts.evidence
        self._clock = parts.clock
        self._metrics = parts.metrics
        self._log = parts.log
        self._look = look
        self._queue: asyncio.Queue[StateEvent] = asyncio.Queue()
        self._serial: int | None = None

    def receive(self, header: Header, payload: str) -> None:
        """Returns at once. A gap in the serial is made up for by a look at everything."""
        self._metrics.events.labels(header.name).inc()
        if lost := lost_between(self._serial, header.serial):
            self._metrics.events_lost.inc(lost)
            self._log.warning("supervisor dropped events; looking at everything", lost=lost)
            self._look()
        self._serial = header.serial
        event = state_event(header.name, payload)
        if event is not None:
            self._queue.put_nowait(event)

    async def run(self) -> None:
        """Never returns."""
        while True:
            event = await self._queue.get()
            ending = await self._ending(event)
            if ending is not None and event.pid is not None:
                words = await self._evidence.last_words(event.program)
                await self._desk.handle([EndedProcess(event.program, event.pid, ending, self._clock.now(), words)])
            self._look()

    async def _ending(self, event: StateEvent) -> ProcessEnding | None:
        """None when the event tells of no end, or not enough of it: the look that follows will."""
        if event.state in {"STOPPING", "STOPPED"}:
            return ProcessEnding(EndingKind.REQUESTED)
        if event.state != "EXITED" or event.pid is None:
            return None
        known = await self._evidence.ending(event.program, event.pid)
        return known or (None if event.expected else ProcessEnding(EndingKind.UNKNOWN))
