"""The run of the relay before this one: how it ended, and what that says about the programs that ran beside it."""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime

from ignis.runtime.base.clock import Clock
from probes.database import StoreError
from probes.relay.incidents.observations import (
    Condition,
    EndedProcess,
    EndingKind,
    Observation,
    ProcessEnding,
    SeenProgram,
)
from probes.relay.incidents.outage import EVERYTHING, Outage
from probes.relay.incidents.process_incidents import new_supervisor
from probes.relay.incidents.state import EngineState
from probes.relay.store import RelayRun, RelayStore
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.outages.finder import Outages
from probes.relay.watch.restart_count import last_processes
from probes.restarts.control import ProgramRunState


@dataclass(frozen=True)
class PreviousRun:
    """`run` is None at the first start. `same_supervisor`: it ran under the supervisord that runs now.

    `unexplained` is how the processes beside it ended that are gone at the first look, if no log says it; None if
    unknown. `outage` is the outage of everything in which the run ended, or None.
    """

    run: RelayRun | None
    same_supervisor: bool
    unexplained: ProcessEnding | None
    outage: Outage | None = None

    def state(self, stored: EngineState) -> EngineState:
        """The engine's state as it holds under the supervisord of now."""
        return stored if self.same_supervisor else new_supervisor(stored)

    def processes(self, state: EngineState) -> dict[str, int]:
        """The pids of before this run. None under a new supervisord, which has started everything itself."""
        if self.run is None or not self.same_supervisor:
            return {}
        return {**last_processes(state), "relay": self.run.pid}

    async def observations(self, evidence: Evidence, clock: Clock) -> list[Observation]:
        """How the previous run ended, and that this one has begun."""
        ourselves = SeenProgram("relay", ProgramRunState.RUNNING, os.getpid(), None, None, ready=True, at=clock.now())
        run = self.run
        everything = [of_everything(self.outage, clock.now())] if self.outage else []
        if run is None:
            return [*everything, ourselves]
        if run.clean:
            stop = ProcessEnding(EndingKind.REQUESTED)
            return [*everything, EndedProcess("relay", run.pid, stop, clock.now()), ourselves]
        ending = await evidence.ending("relay", run.pid) or self.unexplained or ProcessEnding(EndingKind.UNKNOWN)
        words = await evidence.last_words("relay", run.pid, ending)
        at = min(evidence.last_alive("relay", run.pid) or run.heartbeat_at, clock.now())
        return [*everything, EndedProcess("relay", run.pid, ending, at, words), ourselves]


def of_everything(outage: Outage, now: datetime) -> Condition:
    """The outage as an observation. It is over once all programs work again."""
    return Condition(outage.kind, EVERYTHING, wrong=True, since=outage.begin, at=now, text=outage.cause)


async def begin_run(
    store: RelayStore, evidence: Evidence, outages: Outages, supervisor: str, clock: Clock
) -> PreviousRun:
    """Records this run under `supervisor`, and returns the one before. Without relay.db none is known."""
    try:
        run = await asyncio.to_thread(store.begin_run, os.getpid(), supervisor, clock.now())
    except StoreError:
        run = None
    same = run is not None and run.supervisor == supervisor
    outage = await outages.since_last_run()
    return PreviousRun(run, same, await _unexplained(run, evidence, outage, same_supervisor=same), outage)


async def _unexplained(
    run: RelayRun | None, evidence: Evidence, outage: Outage | None, *, same_supervisor: bool
) -> ProcessEnding | None:
    if outage is not None and not same_supervisor:
        return ProcessEnding(EndingKind.IN_OUTAGE)
    if run is None or run.clean:
        return ProcessEnding(EndingKind.REQUESTED)  # it was stopped together with the relay
    if same_supervisor or not await evidence.supervisord_died(run.supervisor_pid):
        return None
    return ProcessEnding(EndingKind.WITH_SUPERVISOR)
