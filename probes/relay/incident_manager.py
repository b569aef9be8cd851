"""Decide, tell, pass on: observations become decisions, and those become notices, which are sent and stored.

What it knows is in memory. It is stored behind its back, so nothing here waits for a disk.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from probes.relay.changes import Changes, Keeper
from probes.relay.incidents.decisions import Decision, DecisionAction
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.observations import Acknowledged, Observation, TimePassed
from probes.relay.incidents.state import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.notices import telling
from probes.relay.notices.actions import Acknowledge, OperatorAction
from probes.relay.notices.notice import Telling
from probes.relay.notices.policy import TellingPolicy
from probes.relay.notices.state import NoticeState
from probes.relay.notices.telling import IncidentChanged, NoticeEvent, Tick
from probes.relay.store import Stored

RECENT: Final = 200
"""How many incidents are remembered besides those that are open."""

_TICK = 1.0  # seconds


class Notifier(Protocol):
    """The next stage; in the relay it is the `OutboxWorker`."""

    def tell(self, tellings: Sequence[Telling]) -> None:
        """These messages are to be sent. Returns at once."""
        ...


class IncidentManager:
    """Takes observations from every watch and actions of operators.

    Example:
        manager = IncidentManager(kept, stored, outbox_worker, clock=clock, metrics=metrics, log=log)
        await manager.handle([EndedProcess("bot", 7, by_status(1), clock.now())])
    """

    def __init__(
        self,
        kept: Keeper,
        stored: Stored,
        notifier: Notifier,
        *,
        clock: Clock,
        metrics: RelayMetrics,
        log: Logger,
        policy: TellingPolicy | None = None,
    ) -> None:
        """`stored` is what the run before left."""
        self._policy = policy or TellingPolicy()
        self._kept = kept
        self._state = stored.engine
        self._notices = stored.notices
        self._recent = dict(stored.incidents)
        self._notifier = notifier
        self._clock = clock
        self._metrics = metrics
        self._log = log
        metrics.state(self._state)

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def notices(self) -> NoticeState:
        return self._notices

    @property
    def recent(self) -> Mapping[int, Incident]:
        """The latest incidents as they are now, by number; the newest is the last."""
        return self._recent

    async def run(self) -> None:
        """Tells what is due because time passes. Never returns."""
        while True:
            await tick(_TICK)
            now = self._clock.now()
            self._pass_on([TimePassed(now)], Tick(now))

    async def act(self, action: OperatorAction) -> tuple[Telling, ...]:
        """What an operator wants done. Returns the messages that are written because of it."""
        if isinstance(action, Acknowledge):
            return self._pass_on([Acknowledged(action.incident, action.by, action.at)])
        return self._pass_on([], action)

    async def handle(self, observations: Iterable[Observation]) -> None:
        """Decides at once and in order."""
        self._pass_on(observations)

    def _pass_on(self, observations: Iterable[Observation], event: NoticeEvent | None = None) -> tuple[Telling, ...]:
        """Decides, and has the results stored and sent. A message that was written twice is sent as it is last."""
        before, notices_before = self._state, self._notices
        incidents: dict[int, Incident] = {}
        tellings: dict[int, Telling] = {}
        for observation in observations:
            for incident in self._decide(observation):
                incidents[incident.number] = incident
                tellings |= self._told(IncidentChanged(incident, self._clock.now()))
        if event is not None:
            tellings |= self._told(event)
        self._remember(incidents)
        if self._state != before:
            self._metrics.state(self._state)
            self._kept.put(Changes(engine=self._state))
        if self._notices != notices_before:
            self._kept.put(Changes(notices=self._notices))
        self._kept.put(Changes(incidents=incidents))
        if tellings:
            self._notifier.tell(tuple(tellings.values()))
        return tuple(tellings.values())

    def _decide(self, observation: Observation) -> list[Incident]:
        """The incidents that it changes."""
        self._state, decisions = decide(self._state, observation)
        for decision in decisions:
            self._note(decision)
        return [decision.incident for decision in decisions if decision.incident is not None]

    def _told(self, event: NoticeEvent) -> dict[int, Telling]:
        """The messages to write because of it, by the notice's number."""
        self._notices, decisions = telling.decide(self._notices, event, self._policy)
        for decision in decisions:
            self._metrics.notices.labels(decision.reason).inc()
        return {decision.telling.notice.number: decision.telling for decision in decisions if decision.telling}

    def _remember(self, incidents: Mapping[int, Incident]) -> None:
        self._recent.update(incidents)
        if len(self._recent) > RECENT + len(self._state.open):
            over = [number for number, one in self._recent.items() if not one.open]
            for number in over[: max(0, len(over) - RECENT)]:
                del self._recent[number]

    def _note(self, decision: Decision) -> None:
        self._metrics.decided(decision)
        incident = decision.incident
        if incident is None:
            self._log.debug("ignored", program=decision.subject_name, reason=decision.reason.value)
            return
        log = self._log.info if decision.action is DecisionAction.RESOLVE else self._log.warning
        log(
            f"incident {decision.action.value}",
            incident=incident.number,
            subject=incident.subject,
            reason=decision.reason.value,
            cause=incident.causes[-1].text if incident.causes else None,
        )
