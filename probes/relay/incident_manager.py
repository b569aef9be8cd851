"""Decide, tell, store, notify: observations become decisions and those become notices, which are passed on to be sent.

Whatever changes is stored, logged and counted on the way.
"""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
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
from probes.relay.store import RelayStore

_TICK = 1.0  # seconds


class Notifier(Protocol):
    """The stage after the store; in the relay it is the `OutboxWorker`."""

    def wake(self) -> None:
        """There is something to send. Returns at once."""
        ...


class IncidentManager:
    """Takes observations from every watch and actions of operators, one batch at a time.

    Example:
        manager = IncidentManager(store, state, notices, outbox_worker, clock=clock, metrics=metrics, log=log)
        await manager.handle([EndedProcess("bot", 7, by_status(1), clock.now())])
    """

    def __init__(
        self,
        store: RelayStore,
        state: EngineState,
        notices: NoticeState,
        notifier: Notifier,
        *,
        clock: Clock,
        metrics: RelayMetrics,
        log: Logger,
        policy: TellingPolicy | None = None,
    ) -> None:
        self._policy = policy or TellingPolicy()
        self._store = store
        self._state = state
        self._notices = notices
        self._saved = (state, notices)
        self._unsaved: dict[int, Incident] = {}
        self._untold: dict[int, Telling] = {}
        self._notifier = notifier
        self._clock = clock
        self._metrics = metrics
        self._log = log
        self._lock = asyncio.Lock()
        self._broken = False
        metrics.state(state)

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def notices(self) -> NoticeState:
        return self._notices

    async def run(self) -> None:
        """Tells what is due because time passes. Never returns."""
        while True:
            await tick(_TICK)
            async with self._lock:
                now = self._clock.now()
                self._decide(TimePassed(now))
                self._tell(Tick(now))
                await self._save()

    async def act(self, action: OperatorAction) -> tuple[Telling, ...]:
        """What an operator wants done. Returns the messages that are written because of it."""
        async with self._lock:
            if isinstance(action, Acknowledge):
                tellings = self._decide(Acknowledged(action.incident, action.by, action.at))
            else:
                tellings = self._tell(action)
            await self._save()
            return tellings

    async def handle(self, observations: Iterable[Observation]) -> None:
        """Decides at once and in order. What cannot be stored now is stored with the next batch."""
        async with self._lock:
            for observation in observations:
                self._decide(observation)
            self._metrics.state(self._state)
            await self._save()

    def _decide(self, observation: Observation) -> tuple[Telling, ...]:
        self._state, decisions = decide(self._state, observation)
        return tuple(one for decision in decisions for one in self._take(decision))

    def _take(self, decision: Decision) -> tuple[Telling, ...]:
        self._metrics.decided(decision)
        if decision.incident is None:
            self._log.debug("ignored", program=decision.subject_name, reason=decision.reason.value)
            return ()
        self._unsaved[decision.incident.number] = decision.incident
        self._log_decision(decision, decision.incident)
        return self._tell(IncidentChanged(decision.incident, self._clock.now()))

    def _tell(self, event: NoticeEvent) -> tuple[Telling, ...]:
        self._notices, decisions = telling.decide(self._notices, event, self._policy)
        for decision in decisions:
            self._metrics.notices.labels(decision.reason).inc()
        tellings = tuple(decision.telling for decision in decisions if decision.telling)
        self._untold.update({one.notice.number: one for one in tellings})
        return tellings

    def _log_decision(self, decision: Decision, incident: Incident) -> None:
        log = self._log.info if decision.action is DecisionAction.RESOLVE else self._log.warning
        log(
            f"incident {decision.action.value}",
            incident=incident.number,
            subject=incident.subject,
            reason=decision.reason.value,
            cause=incident.causes[-1].text if incident.causes else None,
        )

    async def _save(self) -> None:
        states, incidents, tellings = (self._state, self._notices), dict(self._unsaved), dict(self._untold)
        if states == self._saved and not incidents and not tellings:
            return
        try:
            await asyncio.to_thread(self._store.save, *states, incidents.values(), tellings.values())
        except StoreError as error:
            if not self._broken:
                self._log.error(f"incidents cannot be stored: {error}")
            self._broken = True
            return
        self._broken = False
        self._saved, self._unsaved, self._untold = states, {}, {}
        if tellings:
            self._notifier.wake()
