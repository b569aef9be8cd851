"""A reconciler with the programs' watch behind it: real sockets, a real database, a fake keeper of programs."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ignis.runtime.base.home import Home
from probes.peers.addresses import Addresses
from probes.peers.hang import HangLimits
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.observations import ProcessEnding
from probes.relay.watch.hang_killer import HangKiller
from probes.relay.watch.observer import ProgramObserver
from probes.relay.watch.program_observations import ProgramObservations
from probes.relay.watch.program_watch import ProgramWatch
from probes.relay.watch.reconcile import Reconciler
from probes.restarts.control import ProgramState
from tests.probes.relay.rig import T0, RelayBench, relay_bench
from tests.probes.stand_ins import FakeControl, program

LIMITS = HangLimits(hang_after=5, startup_grace=2, longest_gap=7)


@dataclass
class Watchtower:
    """A reconciler with the programs' watch behind it; everything else is on the bench."""

    bench: RelayBench
    reconciler: Reconciler

    @property
    def home(self) -> Home:
        return self.bench.home

    @property
    def control(self) -> FakeControl:
        return self.bench.control

    async def look(self, *programs: ProgramState, seconds: int = 1) -> None:
        """One look a second."""
        self.control.known = programs
        for _ in range(seconds):
            self.bench.clock.turn(1)
            await self.reconciler.look()

    def incidents(self) -> list[Incident]:
        return self.bench.incidents()

    def supervisor_logs(self, *lines: str) -> None:
        self.bench.supervisor_logs(*lines)


@asynccontextmanager
async def watchtower(
    folder: Path, *, before: ProcessEnding | None = None, ports: Mapping[str, int] | None = None
) -> AsyncGenerator[Watchtower]:
    async with relay_bench(folder) as bench:
        observations = ProgramObservations(bench.evidence, bench.home.restarts, bench.clock, before)
        hangs = HangKiller(
            bench.control,
            LIMITS,
            look_now=bench.look_now,
            clock=bench.clock,
            metrics=bench.metrics,
            log=bench.log,
        )
        reconciler = Reconciler(
            ProgramObserver(bench.control, bench.client, bench.home, Addresses(ports or {})),
            [],
            [ProgramWatch(bench.manager, observations, hangs)],
            every=0.01,
            look_now=bench.look_now,
            metrics=bench.metrics,
            log=bench.log,
        )
        yield Watchtower(bench, reconciler)


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def bot_at(pid: int) -> ProgramState:
    return program("bot", pid=pid, since=T0 + timedelta(seconds=pid))
