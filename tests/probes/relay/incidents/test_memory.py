"""High after three samples in a row, outgrown at once; and a program that outgrows is asked first, then killed."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio
from hypothesis import given, strategies as st
from prometheus_client import CollectorRegistry

from probes.relay.incidents.incident import Incident, IncidentKind, Resolution
from probes.relay.incidents.memory import IN_A_ROW, MemoryLimits, MemorySample, MemoryUsage, MemoryVerdict, judge
from probes.relay.store import RelayStore
from probes.relay.watch.memory_watch import MemoryWatch
from probes.relay.watch.reconcile import Parts
from probes.restarts.control import ProgramRunState
from tests.probes.relay.rig import T0, TurnedClock, relay_parts
from tests.probes.stand_ins import FakeControl, program

LIMITS = MemoryLimits(soft=100, hard=200)


def verdicts(*held: float, pid: int = 1) -> list[MemoryVerdict]:
    usage: MemoryUsage | None = None
    found: list[MemoryVerdict] = []
    for one in held:
        usage, verdict = judge(usage, MemorySample(pid, one), LIMITS)
        found.append(verdict)
    return found


def test_three_in_a_row_decide_either_way() -> None:
    assert [one.high for one in verdicts(101, 101, 101, 101, 99, 99, 101, 99, 99, 99)] == [
        None, None, True, True, None, None, None, None, None, False,
    ]  # fmt: skip


def test_the_hard_limit_needs_no_second_look() -> None:
    assert verdicts(201) == [MemoryVerdict(None, outgrown=True)]


def test_a_new_process_begins_anew() -> None:
    usage, _ = judge(MemoryUsage(1, above=2), MemorySample(2, 150), LIMITS)
    assert usage == MemoryUsage(2, above=1)


@given(st.lists(st.floats(0, 300), max_size=40))
def test_never_high_before_three_and_never_while_below(held: list[float]) -> None:
    for index, verdict in enumerate(verdicts(*held)):
        newest = held[max(0, index + 1 - IN_A_ROW) : index + 1]
        assert (verdict.high is True) == (len(newest) == IN_A_ROW and min(newest) > LIMITS.soft)
        assert verdict.outgrown == (held[index] > LIMITS.hard)


class Tower:
    def __init__(self, parts: Parts, clock: TurnedClock, store: RelayStore, registry: CollectorRegistry) -> None:
        assert isinstance(parts.control, FakeControl)
        self.control, self.clock, self.store, self.registry = parts.control, clock, store, registry
        self.held: dict[int, float] = {}
        self.watch = MemoryWatch(parts, every=10, limits=LIMITS, held=self._held)

    def _held(self, _program: str, pid: int) -> int | None:
        return int(self.held[pid] * 1024 * 1024) if pid in self.held else None

    async def look(self, held: float | None, *, pid: int | None = 1, times: int = 1) -> None:
        self.control.known = (
            program("bot", ProgramRunState.RUNNING if pid else ProgramRunState.STOPPED, pid=pid, since=T0),
        )
        if pid is not None and held is not None:
            self.held[pid] = held
        for _ in range(times):
            self.clock.turn(10)
            await self.watch.look()

    def incidents(self) -> list[Incident]:
        return [incident for incident, _ in self.store.recent(9)]


@pytest_asyncio.fixture
async def tower(tmp_path: Path) -> AsyncGenerator[Tower]:
    clock = TurnedClock()
    async with relay_parts(tmp_path, clock) as (parts, store, registry):
        yield Tower(parts, clock, store, registry)


async def test_high_memory_is_one_incident_from_its_first_alert_to_its_end(tower: Tower) -> None:
    await tower.look(150, times=7)
    await tower.look(60, times=5)
    assert tower.registry.get_sample_value("ignis_program_resident_bytes", {"program": "bot"}) == 60 * 1024 * 1024
    (found,) = tower.incidents()
    assert (found.subject, found.kind, found.resolution) == ("memory:bot", IncidentKind.MEMORY, Resolution.CLEARED)
    assert found.causes[0].text == "holds 150 MiB, and 100 are its soft limit (pid 1)"
    assert tower.control.asked == []


async def test_a_program_that_is_gone_holds_nothing(tower: Tower) -> None:
    await tower.look(150, times=3)
    await tower.look(None, pid=None)
    await tower.look(None, pid=7)  # it vanished between two questions
    assert [one.open for one in tower.incidents()] == [False]


async def test_who_outgrows_is_asked_to_end_then_killed_and_its_successor_is_asked_again(tower: Tower) -> None:
    await tower.look(250)
    assert tower.control.asked == ["kill bot SIGUSR2"]
    await tower.look(250)
    await tower.look(250, pid=2)
    assert tower.control.asked == ["kill bot SIGUSR2", "kill bot KILL", "kill bot SIGUSR2"]
    assert tower.registry.get_sample_value("ignis_program_renewals_total", {"program": "bot"}) == 2
    found = next(one for one in tower.incidents() if one.subject == "process:bot")
    assert found.kind is IncidentKind.OUTGROWN
    assert found.causes[0].text == "held 250 MiB of memory, and 200 are its limit (pid 1)"


async def test_without_a_supervisor_nothing_is_done(tower: Tower) -> None:
    tower.control.known = None
    await tower.watch.look()
    assert tower.incidents() == []


async def test_a_companion_that_outgrows_is_asked_to_end_by_the_signal_it_heeds(tower: Tower) -> None:
    tower.control.known = (program("prometheus", pid=1, since=T0), program("grafana", ProgramRunState.STOPPED))
    tower.held[1] = 250
    for _ in range(2):
        await tower.watch.look()
    assert tower.control.asked == ["kill prometheus TERM", "kill prometheus KILL"]
    assert tower.registry.get_sample_value("ignis_program_resident_bytes", {"program": "grafana"}) is None


async def test_what_a_new_stack_does_not_want_any_more_leaves_no_incident_open(tower: Tower) -> None:
    await tower.look(150, times=3)
    assert [one.open for one in tower.incidents()] == [True]
    tower.control.known = (program("bot", ProgramRunState.STOPPED),)
    await tower.watch.look()
    assert [one.open for one in tower.incidents()] == [False]
