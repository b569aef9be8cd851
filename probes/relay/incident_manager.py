"""Decide, store, notify: observations become decisions, which are stored, logged, counted, and passed on to be sent."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.relay.incidents.decisions import Decision, DecisionAction
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.observations import Observation
from probes.relay.incidents.state import EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.store import RelayStore


class Notifier(Protocol):
    """The stage after the store; in the relay it is the `OutboxWorker`."""

    def wake(self) -> None:
        """There is something to send. Returns at once."""
        ...


class IncidentManager:
    """Takes observations from every watch, one batch at a time.

    Example:
        manager = IncidentManager(store, state, outbox_worker, metrics=metrics, log=log)
        await manager.handle([EndedProcess("bot", 7, by_status(1), clock.now())])
    """

    def __init__(
        self, store: RelayStore, state: EngineState, notifier: Notifier, *, metrics: RelayMetrics, log: Logger
    ) -> None:
        self._store = store
        self._state = state
        self._saved = state
        self._unsaved: dict[int, Incident] = {}
        self._notifier = notifier
        self._metrics = metrics
        self._log = log
        self._lock = asyncio.Lock()
        self._broken = False
        metrics.state(state)

    @property
    def state(self) -> EngineState:
        return self._state

    async def handle(self, observations: Iterable[Observation]) -> None:
        """Decides at once and in order. What cannot be stored now is stored with the next batch."""
        async with self._lock:
            for observation in observations:
                self._state, decisions = decide(self._state, observation)
                for decision in decisions:
                    self._take(decision)
            self._metrics.state(self._state)
            await self._save()

    def _take(self, decision: Decision) -> None:
        self._metrics.decided(decision)
        if decision.incident is None:
            self._log.debug("ignored", program=decision.subject_name, reason=decision.reason.value)
            return
        self._unsaved[decision.incident.number] = decision.incident
        self._log_decision(decision, decision.incident)

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
        state, incidents = self._state, dict(self._unsaved)
        if state == self._saved and not incidents:
            return
        try:
            await asyncio.to_thread(self._store.save, state, incidents.values())
        except StoreError as error:
            if not self._broken:
                self._log.error(f"incidents cannot be stored: {error}")
            self._broken = True
            return
        self._broken = False
        self._saved, self._unsaved = state, {}
        if incidents:
            self._notifier.wake()
