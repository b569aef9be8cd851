"""supervisor's events on their way to the incident manager."""

import asyncio

from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding
from probes.relay.metrics import RelayMetrics
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.supervisor.events import Header, StateEvent, lost_between, state_event


class EventIntake:
    """Queues each event at once, and turns it into an observation later, so supervisor never waits for the relay."""

    def __init__(
        self,
        manager: IncidentManager,
        evidence: Evidence,
        look_now: asyncio.Event,
        *,
        clock: Clock,
        metrics: RelayMetrics,
        log: Logger,
    ) -> None:
        """`look_now` is set after every event, and when events were lost."""
        self._manager = manager
        self._evidence = evidence
        self._look_now = look_now
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._queue: asyncio.Queue[StateEvent] = asyncio.Queue()
        self._serial: int | None = None

    def receive(self, header: Header, payload: str) -> None:
        """Returns at once. After a gap in the serial, a look at everything finds what was lost."""
        self._metrics.events.labels(header.name).inc()
        if lost := lost_between(self._serial, header.serial):
            self._metrics.events_lost.inc(lost)
            self._log.warning("supervisor dropped events; looking at everything", lost=lost)
            self._look_now.set()
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
                asked = (
                    ending.how is EndingKind.REQUESTED
                )  # nobody asks for its last words, and they cost a look at a file
                words = None if asked else await self._evidence.last_words(event.program, event.pid, ending)
                now = self._clock.now()
                at = min(self._evidence.last_alive(event.program, event.pid) or now, now)
                await self._manager.handle([EndedProcess(event.program, event.pid, ending, at, words)])
            self._look_now.set()

    async def _ending(self, event: StateEvent) -> ProcessEnding | None:
        """How the process ended. None if the event is about no end, or says too little: the next look will find it."""
        if event.state in {"STOPPING", "STOPPED"}:
            return ProcessEnding(EndingKind.REQUESTED)
        if event.state != "EXITED" or event.pid is None:
            return None
        known = await self._evidence.ending(event.program, event.pid)
        return known or (None if event.expected else ProcessEnding(EndingKind.UNKNOWN))
