"""The run of the relay before this one: how it ended, and what that says about the programs that ran beside it."""

import asyncio
import os
from dataclasses import dataclass

import psutil

from ignis.runtime.base.clock import Clock
from probes.relay.incidents.observations import EndedProcess, EndingKind, Observation, ProcessEnding, SeenProgram
from probes.relay.incidents.process_incidents import new_supervisor
from probes.relay.incidents.state import EngineState
from probes.relay.store import RelayRun, RelayStore
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.restart_count import last_processes
from probes.restarts.control import ProgramRunState


@dataclass(frozen=True)
class PreviousRun:
    """`run` is None at the first start. `same_supervisor`: it ran under the supervisord that runs now.

    `unexplained` is how the processes beside it ended that are gone at the first look, if no log says it; None if
    unknown.
    """

    run: RelayRun | None
    same_supervisor: bool
    unexplained: ProcessEnding | None

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
        if run is None:
            return [ourselves]
        if run.clean:
            return [EndedProcess("relay", run.pid, ProcessEnding(EndingKind.REQUESTED), clock.now()), ourselves]
        ending = await evidence.ending("relay", run.pid) or self.unexplained or ProcessEnding(EndingKind.UNKNOWN)
        words = await evidence.last_words("relay")
        return [EndedProcess("relay", run.pid, ending, run.heartbeat_at, words), ourselves]


async def begin_run(store: RelayStore, evidence: Evidence, supervisor: str, clock: Clock) -> PreviousRun:
    """Records this run under `supervisor`, and returns the one before. Raises StoreError."""
    run = await asyncio.to_thread(store.begin_run, os.getpid(), supervisor, clock.now())
    same = run is not None and run.supervisor == supervisor
    return PreviousRun(run, same, await _unexplained(run, evidence, same_supervisor=same))


async def _unexplained(run: RelayRun | None, evidence: Evidence, *, same_supervisor: bool) -> ProcessEnding | None:
    if run is None or run.clean:
        return ProcessEnding(EndingKind.REQUESTED)  # it was stopped together with the relay
    if same_supervisor or not await evidence.supervisord_died(run.supervisor_pid):
        return None
    return ProcessEnding(EndingKind.WITH_SUPERVISOR)


def parent_identity() -> str:
    """Identifies the supervisord above this process. The pid alone does not: in a container it is always the same."""
    parent = psutil.Process(os.getppid())
    return f"{parent.pid}:{parent.create_time():.0f}"
