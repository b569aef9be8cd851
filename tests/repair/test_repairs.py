"""Recoveries run one at a time each, bounded in time, and rest after they ran."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import structlog

from ignis.domain.health.repair_facts import RepairFact, RepairFinding, in_a_line
from ignis.repair.recovery import Freed, NotRepaired, Recovery, Report
from ignis.repair.repairs import HealthRounds, RepairOutcome, RepairRecord, Repairs, UnknownRecovery
from tests.support.fakes.fake_recovery import FakeRecovery, RepairLog

BROKEN, REPAIRED = (RepairFinding.of(RepairFact.SILENT, count=91),), (RepairFinding.of(RepairFact.DISCONNECTED),)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class StoppedClock:
    seconds = 0.0

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Waiting:
    """A recovery that says when it runs, and waits for `go`."""

    name: str
    trigger: str = "a test"
    runs: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> Report:
        self.runs += 1
        self.began.set()
        await self.go.wait()
        return Report(BROKEN, REPAIRED, Freed(10, 1))


class Breaking:
    name = "breaking"
    trigger = "a test"

    async def run(self) -> Report:
        raise OSError("no disk")


@dataclass
class Bench:
    clock: StoppedClock = field(default_factory=StoppedClock)
    observed: RepairLog = field(default_factory=RepairLog)

    def repairs(self, *recoveries: Recovery, longest: float = 60) -> Repairs:
        log = structlog.stdlib.get_logger()
        return Repairs(recoveries, self.clock, log, self.observed, longest=longest)

    @property
    def seen(self) -> list[RepairRecord]:
        return self.observed.records


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_never_two_of_a_kind_at_once(bench: Bench) -> None:
    slow = Waiting("slow")
    runner = bench.repairs(slow)
    both = [asyncio.ensure_future(runner.run("slow")) for _ in range(2)]
    await slow.began.wait()
    runner.trigger("slow", "more of it")
    slow.go.set()
    assert len({await one for one in both}) == 1, "who asks while it runs gets that report"
    assert (slow.runs, bench.seen) == (1, list(runner.last))


async def test_one_kind_does_not_wait_for_another(bench: Bench) -> None:
    first, second = Waiting("first"), Waiting("second")
    runner = bench.repairs(first, second)
    both = [asyncio.ensure_future(runner.run(name)) for name in ("first", "second")]
    await asyncio.gather(first.began.wait(), second.began.wait())
    first.go.set()
    second.go.set()
    assert {(await one).outcome for one in both} == {RepairOutcome.REPAIRED}
    assert {record.name for record in runner.last} == {"first", "second"}


async def test_a_trigger_right_after_a_run_is_passed_over(bench: Bench) -> None:
    quick = Waiting("quick")
    quick.go.set()
    runner = bench.repairs(quick)
    await runner.run("quick")
    for seconds, runs in ((4.9, 1), (0.1, 2)):
        bench.clock.seconds += seconds
        runner.trigger("quick", "it is broken again")
        await asyncio.gather(*runner._running.values())
        assert quick.runs == runs
    assert [record.why for record in bench.seen] == ["asked for", "it is broken again"]


async def test_after_failures_in_a_row_a_trigger_is_passed_over_for_longer_and_longer(bench: Bench) -> None:
    runner = bench.repairs(Breaking())
    for rest in (10, 20, 40, 80, 160, 300, 300):
        await runner.run("breaking")
        bench.clock.seconds += rest - 0.1
        runner.trigger("breaking", "it is broken again")
        assert not runner._running, f"it rests for {rest} s"
        bench.clock.seconds += 0.1
        runner.trigger("breaking", "it is broken again")
        assert runner._running
        await runner.run("breaking")
        runner._failures["breaking"] -= 1  # the run that the trigger began


async def test_a_run_outlives_who_asked_for_it(bench: Bench) -> None:
    slow = Waiting("slow")
    runner = bench.repairs(slow)
    asking = asyncio.ensure_future(runner.run("slow"))
    await slow.began.wait()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    slow.go.set()
    assert (await runner.run("slow")).did == REPAIRED
    assert slow.runs == 1


async def test_the_end_of_the_bot_ends_what_runs(bench: Bench) -> None:
    endless = Waiting("endless")
    runner = bench.repairs(endless)
    runner.trigger("endless", "a test")
    await endless.began.wait()
    await runner.aclose()
    assert bench.seen == []


async def test_the_round_runs_all_in_order(bench: Bench) -> None:
    first, second = Waiting("first"), Waiting("second")
    runner = bench.repairs(first, second)
    first.go.set()
    rounds = asyncio.ensure_future(HealthRounds(runner, 0.001).run())
    await second.began.wait()
    rounds.cancel()
    await asyncio.gather(rounds, return_exceptions=True)
    await runner.aclose()
    assert [(record.name, record.why) for record in bench.seen] == [("first", "health round")]


async def test_a_recovery_that_breaks_is_a_record_with_an_error(bench: Bench) -> None:
    record = await bench.repairs(Breaking()).run("breaking")
    assert (record.error, in_a_line(record.did), record.outcome) == (
        "OSError: no disk",
        "gave_up",
        RepairOutcome.FAILED,
    )


async def test_a_recovery_that_hangs_is_given_up(bench: Bench) -> None:
    runner = bench.repairs(Waiting("hanging"), longest=0.01)
    assert (await runner.run("hanging")).error == "took longer than 0.01 s"
    assert runner.last[0].error


async def test_an_unknown_name_is_told_the_known_ones(bench: Bench) -> None:
    with pytest.raises(UnknownRecovery, match=r"no recovery is called 'x'; there are breaking"):
        await bench.repairs(Breaking()).run("x")


async def test_what_stays_broken_is_said_in_its_own_words(bench: Bench) -> None:
    runner = bench.repairs(FakeRecovery("stubborn", report=NotRepaired("Discord is down")))
    assert (await runner.run("stubborn")).error == "Discord is down"
