"""Where facts become decisions, and decisions are carried out: stored, logged, counted, sent."""

import asyncio
from collections.abc import Callable, Iterable

from ignis.runtime.telemetry.logs import Logger
from probes.database import StoreError
from probes.relay.incidents.engine import decide
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.observations import Fact
from probes.relay.incidents.process_incidents import Decision, DecisionAction, EngineState
from probes.relay.metrics import RelayMetrics
from probes.relay.store import RelayStore


class IncidentManager:
    """Takes facts from everybody, one batch at a time."""

    def __init__(
        self, store: RelayStore, state: EngineState, metrics: RelayMetrics, log: Logger, changed: Callable[[], None]
    ) -> None:
        """`changed` is called when there is something to send."""
        self._store = store
        self._state = state
        self._saved = state
        self._unsaved: dict[int, Incident] = {}
        self._metrics = metrics
        self._log = log
        self._changed = changed
        self._lock = asyncio.Lock()
        self._broken = False
        metrics.state(state)

    @property
    def state(self) -> EngineState:
        return self._state

    async def handle(self, facts: Iterable[Fact]) -> None:
        """Decides at once and in order. What cannot be stored now is stored with the next batch."""
        async with self._lock:
            for fact in facts:
                self._state, decisions = decide(self._state, fact)
                for decision in decisions:
                    self._carry_out(decision)
            self._metrics.state(self._state)
            await self._save()

    def _carry_out(self, decision: Decision) -> None:
        self._metrics.decided(decision)
        if decision.incident is None:
            self._log.debug("ignored", program=decision.program, reason=decision.reason.value)
            return
        self._unsaved[decision.incident.number] = decision.incident
        self._say(decision, decision.incident)

    def _say(self, decision: Decision, incident: Incident) -> None:
        say = self._log.info if decision.action is DecisionAction.RESOLVE else self._log.warning
        say(
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
            self._changed()
