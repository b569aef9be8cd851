"""A supervisord that does not answer is told, and so is a program that ends meanwhile."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from probes.peers.addresses import Addresses
from probes.peers.program_client import ProgramAnswers
from probes.relay.incidents.incident import Resolution
from probes.relay.incidents.observations import EndedProcess, EndingKind, ProcessEnding
from probes.relay.watch.observer import ProgramObserver, StackLook
from probes.relay.watch.program_observations import ProgramObservations
from probes.relay.watch.reconcile import Reconciler
from probes.relay.watch.supervisor.supervisor_watch import SupervisorWatch
from probes.restarts.control import ProcessControlError, ProgramState, Trouble
from tests.probes.relay.rig import RelayBench, relay_bench
from tests.probes.relay.watch.tower import bot_at


@dataclass
class Ended:
    """The processes that have ended."""

    pids: set[int] = field(default_factory=set[int])

    def has_ended(self, pid: int) -> bool:
        return pid in self.pids


class Programs:
    """Tells the manager of the programs at every look, as the `ProgramWatch` does."""

    def __init__(self, bench: RelayBench) -> None:
        self._bench = bench
        self._observations = ProgramObservations(bench.evidence, bench.home.restarts, bench.clock, None)

    async def looked(self, look: StackLook) -> None:  # noqa: ARG002  the Protocol names it
        ready = ProgramAnswers(asked=True, started=True, answered=True, ready=True)
        for one in self._bench.control.known or ():
            found = await self._observations.read(one, ready, None, self._bench.manager.state)
            await self._bench.manager.handle(found)


@dataclass
class Tower:
    bench: RelayBench
    ended: Ended
    watch: SupervisorWatch
    reconciler: Reconciler

    async def look(self, *programs: ProgramState) -> None:
        self.bench.control.known = programs
        self.bench.clock.turn(1)
        await self.reconciler.look()

    async def blind(self, seconds: int) -> None:
        self.bench.control.known = None
        for _ in range(seconds):
            self.bench.clock.turn(1)
            await self.reconciler.look()

    def open(self) -> list[str]:
        return sorted(self.bench.manager.state.open)


@asynccontextmanager
async def tower(folder: Path) -> AsyncGenerator[Tower]:
    async with relay_bench(folder) as bench:
        ended = Ended()
        watch = SupervisorWatch(bench.manager, bench.evidence, ended, clock=bench.clock)
        reconciler = Reconciler(
            ProgramObserver(bench.control, bench.client, bench.home, Addresses({})),
            [watch],
            [watch, Programs(bench)],
            every=1,
            look_now=bench.look_now,
            metrics=bench.metrics,
            log=bench.log,
            blind_listeners=[watch],
        )
        yield Tower(bench, ended, watch, reconciler)


async def test_a_silent_supervisord_is_told_once_and_ends_when_it_answers(tmp_path: Path) -> None:
    async with tower(tmp_path) as made:
        await made.look(bot_at(10))
        await made.blind(10)
        assert made.open() == []
        await made.blind(20)
        assert made.open() == ["stack:supervisord"]
        await made.look(bot_at(10))
        (over,) = made.bench.incidents()
        assert (over.resolution, over.causes[0].text) == (Resolution.CLEARED, "its socket is gone")


async def test_a_program_that_ends_meanwhile_is_told_and_counted_once(tmp_path: Path) -> None:
    async with tower(tmp_path) as made:
        await made.look(bot_at(10))
        await made.blind(11)
        made.ended.pids.add(10)
        await made.blind(5)
        assert made.open() == ["process:bot", "stack:supervisord"]
        late = EndedProcess("bot", 10, ProcessEnding(EndingKind.CRASHED, signal="SIGKILL"), made.bench.clock.now())
        await made.bench.manager.handle([late])
        await made.look(bot_at(10))  # supervisord has not reaped it yet
        assert made.open() == ["process:bot"]
        await made.look(bot_at(11))
        assert made.open() == []
        bot = next(one for one in made.bench.incidents() if one.subject == "process:bot")
        assert (bot.deaths, bot.resolution) == (1, Resolution.BACK)


async def test_an_end_just_before_the_silence_waits_until_the_silence_is_told(tmp_path: Path) -> None:
    async with tower(tmp_path) as made:
        await made.look(bot_at(10))
        made.ended.pids.add(10)
        await made.blind(9)
        assert made.open() == []  # supervisord may yet say how it ended
        await made.blind(2)
        assert made.open() == ["process:bot", "stack:supervisord"]


async def test_a_supervisord_that_says_no_answers(tmp_path: Path) -> None:
    async with tower(tmp_path) as made:
        for _ in range(30):
            made.bench.clock.turn(1)
            await made.watch.not_seen(ProcessControlError(Trouble.FAULT, "SHUTDOWN_STATE"))
        assert made.open() == []
