"""Memory watched on a bench: high memory is one incident; what outgrows its limit is asked to end, then killed."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.incidents.memory import MemoryLimits
from probes.relay.watch.memory_watch import MemoryWatch
from probes.restarts.control import ProgramRunState
from tests.probes.relay.rig import T0, RelayBench, relay_bench
from tests.probes.stand_ins import program

LIMITS = MemoryLimits(soft=100, hard=200)


class Tower:
    """A memory watch on a bench. It measures what the test says: `used` maps pids to MiB."""

    def __init__(self, bench: RelayBench) -> None:
        self.bench, self.control = bench, bench.control
        self.used: dict[int, float] = {}
        self.watch = MemoryWatch(
            bench.manager,
            bench.control,
            self,
            LIMITS,
            every=10,
            clock=bench.clock,
            metrics=bench.metrics,
            log=bench.log,
        )

    def resident(self, program: str, pid: int) -> int | None:
        assert program
        return int(self.used[pid] * 1024 * 1024) if pid in self.used else None

    async def look(self, used: float | None, *, pid: int | None = 1, times: int = 1) -> None:
        self.control.known = (
            program("bot", ProgramRunState.RUNNING if pid else ProgramRunState.STOPPED, pid=pid, since=T0),
        )
        if pid is not None and used is not None:
            self.used[pid] = used
        for _ in range(times):
            self.bench.clock.turn(10)
            await self.watch.look()

    def incidents(self) -> list[Incident]:
        return self.bench.incidents()


@pytest_asyncio.fixture
async def tower(tmp_path: Path) -> AsyncGenerator[Tower]:
    async with relay_bench(tmp_path) as bench:
        yield Tower(bench)


async def test_high_memory_is_one_incident_from_its_first_alert_to_its_end(tower: Tower) -> None:
    await tower.look(150, times=7)
    await tower.look(60, times=5)
    assert tower.bench.registry.get_sample_value("ignis_program_resident_bytes", {"program": "bot"}) == 60 * 1024 * 1024
    (found,) = tower.incidents()
    assert (found.subject, found.kind, found.resolution) == ("memory:bot", IncidentKind.MEMORY, Resolution.CLEARED)
    assert found.causes[0].text == "uses 150 MiB; its soft limit is 100 MiB (pid 1)"
    assert tower.control.asked == []


async def test_a_program_that_is_gone_uses_nothing(tower: Tower) -> None:
    await tower.look(150, times=3)
    await tower.look(None, pid=None)
    await tower.look(None, pid=7)  # it vanished between two questions
    assert [one.open for one in tower.incidents()] == [False]


async def test_a_program_that_outgrows_is_asked_to_end_then_killed_and_its_successor_is_asked_again(
    tower: Tower,
) -> None:
    await tower.look(250)
    assert tower.control.asked == ["kill bot SIGUSR2"]
    await tower.look(250)
    await tower.look(250, pid=2)
    assert tower.control.asked == ["kill bot SIGUSR2", "kill bot KILL", "kill bot SIGUSR2"]
    assert tower.bench.registry.get_sample_value("ignis_program_renewals_total", {"program": "bot"}) == 2
    found = next(one for one in tower.incidents() if one.subject == "process:bot")
    assert found.kind is IncidentKind.OUTGROWN
    assert found.causes[0].text == "used 250 MiB of memory; its limit is 200 MiB (pid 1)"


async def test_without_a_supervisor_nothing_is_done(tower: Tower) -> None:
    tower.control.known = None
    await tower.watch.look()
    assert tower.incidents() == []


async def test_a_companion_that_outgrows_is_asked_to_end_by_the_signal_it_obeys(tower: Tower) -> None:
    tower.control.known = (program("prometheus", pid=1, since=T0), program("grafana", ProgramRunState.STOPPED))
    tower.used[1] = 250
    for _ in range(2):
        await tower.watch.look()
    assert tower.control.asked == ["kill prometheus TERM", "kill prometheus KILL"]
    assert tower.bench.registry.get_sample_value("ignis_program_resident_bytes", {"program": "grafana"}) is None


async def test_what_a_new_stack_no_longer_starts_leaves_no_incident_open(tower: Tower) -> None:
    await tower.look(150, times=3)
    assert [one.open for one in tower.incidents()] == [True]
    tower.control.known = (program("bot", ProgramRunState.STOPPED),)
    await tower.watch.look()
    assert [one.open for one in tower.incidents()] == [False]
