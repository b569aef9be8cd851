"""The scheduler on a clock that the test turns: isolation, no overlap, hurry and confirmation."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry

from ignis.runtime.config.settings import CheckSettings
from ignis.runtime.stack import endpoints
from ignis.runtime.telemetry.redact import Redactor
from probes.checks.base import Cadence, Check, CheckLabel, Context
from probes.exporter.schedule.metrics import CheckMetrics
from probes.exporter.schedule.registry import CheckRegistry, CheckStanding
from probes.exporter.schedule.scheduler import Scheduler
from probes.outcome import CheckReason, CheckResult, CheckStatus, SilentProcess
from tests.probes.stand_ins import context_for, new_home

SETTINGS = CheckSettings(liveness_every=5, deep_every=300, confirm_after=10, timeout=4)
OK = CheckResult(CheckStatus.OK)
LABEL = CheckLabel("Fake", failing="it fails", degraded="it is slow")
BAD = CheckResult(CheckStatus.FAILING, CheckReason.REFUSED)


class FakeTime:
    """Stands still until the test moves it, and then wakes every sleeper at its own moment."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        sleeper = self.passed + seconds, asyncio.get_running_loop().create_future()
        self._sleepers.append(sleeper)
        try:
            await sleeper[1]
        finally:
            self._sleepers.remove(sleeper)

    async def until(self, moment: float) -> None:
        await _settle()
        while due := [wake for wake, _ in self._sleepers if wake <= moment]:
            self.passed = max(self.passed, min(due))
            for wake, future in self._sleepers:
                if wake <= self.passed and not future.done():
                    future.set_result(None)
            await _settle()
        self.passed = moment


async def _settle() -> None:
    """Lets everything run that can; nothing here waits for the outside."""
    for _ in range(30):
        await asyncio.sleep(0)


@dataclass
class FakeCheck:
    """Does `act` at every run, and remembers when it ran."""

    name: str
    act: Callable[[Context], CheckResult] = lambda _: OK
    every: Cadence = Cadence.DEEP
    timeout: float | None = None
    time: FakeTime | None = None
    label: CheckLabel = LABEL
    ran: list[float] = field(default_factory=list[float])

    async def run(self, context: Context) -> CheckResult:
        self.ran.append(context.clock.monotonic())
        return self.act(context)


@dataclass
class HangingCheck(FakeCheck):
    """Never answers; with `stubborn` it does not even let itself be cancelled, until it is released."""

    stubborn: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0
    most_at_once: int = 0

    async def run(self, context: Context) -> CheckResult:
        self.ran.append(context.clock.monotonic())
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            while not self.released.is_set():
                try:
                    await self.released.wait()
                except asyncio.CancelledError:
                    if not self.stubborn:
                        raise
        finally:
            self.at_once -= 1
        return OK


@dataclass
class Rig:
    time: FakeTime
    registry: CheckRegistry
    log: list[structlog.typing.EventDict]

    def standing(self, name: str) -> CheckStanding:
        return next(standing for standing in self.registry.standings() if standing.name == name)

    def found(self, name: str) -> tuple[CheckStatus, CheckReason]:
        result = self.standing(name).result
        return result.status, result.reason


@asynccontextmanager
async def scheduled(folder: Path, *checks: Check) -> AsyncGenerator[Rig]:
    time, names = FakeTime(), [check.name for check in checks]
    registry, redact = CheckRegistry(names), Redactor()
    redact.add("canary-secret")
    metrics = CheckMetrics(CollectorRegistry(), names)
    async with context_for(new_home(folder), clock=time) as context:
        with structlog.testing.capture_logs() as log:
            scheduler = Scheduler(
                checks,
                context,
                SETTINGS,
                clock=time,
                registry=registry,
                metrics=metrics,
                log=structlog.stdlib.get_logger(),
                redact=redact,
            )
            task = asyncio.create_task(scheduler.run())
            try:
                yield Rig(time, registry, log)
            finally:
                task.cancel()
                await asyncio.wait({task})


def crash(_: Context) -> CheckResult:
    raise RuntimeError("holds canary-secret and more")


async def test_each_check_keeps_its_own_interval(tmp_path: Path) -> None:
    live, deep = FakeCheck("live", every=Cadence.LIVENESS), FakeCheck("deep")
    async with scheduled(tmp_path, live, deep) as rig:
        await rig.time.until(600)
    assert live.ran == [5.0 * n for n in range(121)]
    assert deep.ran == [0, 300, 600]


async def test_a_crashing_check_stops_nobody_and_may_recover(tmp_path: Path) -> None:
    crashing, other = FakeCheck("crashing", crash, Cadence.LIVENESS), FakeCheck("other", every=Cadence.LIVENESS)
    async with scheduled(tmp_path, crashing, other) as rig:
        await rig.time.until(100)
        assert rig.found("crashing") == (CheckStatus.UNKNOWN, CheckReason.CRASHED)
        assert "canary" not in rig.standing("crashing").result.detail
        assert any(line["event"] == "check crashed" for line in rig.log)
        assert other.ran == crashing.ran == [5.0 * n for n in range(21)]
        crashing.act = lambda _: OK
        await rig.time.until(105)
        assert rig.found("crashing") == (CheckStatus.OK, CheckReason.NONE)


async def test_a_check_that_cancels_itself_crashed(tmp_path: Path) -> None:
    def cancel(_: Context) -> CheckResult:
        raise asyncio.CancelledError

    async with scheduled(tmp_path, FakeCheck("odd", cancel, Cadence.LIVENESS)) as rig:
        await rig.time.until(1)
        assert rig.found("odd") == (CheckStatus.UNKNOWN, CheckReason.CRASHED)


async def test_a_hanging_check_is_given_up_and_delays_nobody(tmp_path: Path) -> None:
    hanging, other = HangingCheck("hanging", every=Cadence.LIVENESS), FakeCheck("other", every=Cadence.LIVENESS)
    async with scheduled(tmp_path, hanging, other) as rig:
        await rig.time.until(3.9)
        assert rig.found("hanging") == (CheckStatus.UNKNOWN, CheckReason.NOT_ASKED)
        await rig.time.until(100)
        assert rig.found("hanging") == (CheckStatus.FAILING, CheckReason.TIMEOUT)
        assert rig.standing("hanging").consecutive_failures == 20
        assert other.ran == [5.0 * n for n in range(21)]
        assert hanging.most_at_once == 1
    assert hanging.at_once == 0  # a stop leaves no run behind


async def test_a_check_that_ignores_its_cancellation_never_runs_beside_itself(tmp_path: Path) -> None:
    stubborn, other = HangingCheck("stubborn", stubborn=True), FakeCheck("other", every=Cadence.LIVENESS)
    async with scheduled(tmp_path, stubborn, other) as rig:
        await rig.time.until(1000)
        assert rig.found("stubborn") == (CheckStatus.FAILING, CheckReason.TIMEOUT)
        assert stubborn.ran == [0]
        assert len(other.ran) == 201
        stubborn.released.set()
        await rig.time.until(1001)
        assert rig.found("stubborn") == (CheckStatus.OK, CheckReason.NONE)
    assert stubborn.most_at_once == 1


async def test_a_checks_own_timeout_is_kept_but_never_beyond_the_setting(tmp_path: Path) -> None:
    given: dict[str, float] = {}

    def note(name: str) -> Callable[[Context], CheckResult]:
        def act(context: Context) -> CheckResult:
            given[name] = context.timeout_s
            return OK

        return act

    checks = [FakeCheck(name, note(name), timeout=limit) for name, limit in (("a", None), ("b", 1.0), ("c", 99.0))]
    async with scheduled(tmp_path, *checks) as rig:
        await rig.time.until(1)
    assert given == {"a": 4, "b": 1, "c": 4}


async def test_a_change_of_liveness_makes_the_deep_checks_run_at_once(tmp_path: Path) -> None:
    live, deep = FakeCheck("live", every=Cadence.LIVENESS), FakeCheck("deep")
    async with scheduled(tmp_path, live, deep) as rig:
        await rig.time.until(52)
        live.act = lambda _: BAD
        await rig.time.until(100)
        assert deep.ran == [0, 55]
        live.act = lambda _: OK
        await rig.time.until(110)
        assert deep.ran == [0, 55, 105]


async def test_a_new_process_is_a_change_although_all_is_well(tmp_path: Path) -> None:
    live, deep = FakeCheck("live", every=Cadence.LIVENESS), FakeCheck("deep")
    async with scheduled(tmp_path, live, deep) as rig:
        await rig.time.until(52)
        live.act = lambda _: CheckResult(CheckStatus.OK, identity="pid 2")
        await rig.time.until(100)
    assert deep.ran == [0, 55]


async def test_a_deep_check_that_is_running_when_things_change_runs_once_more(tmp_path: Path) -> None:
    """What it finds may be of the time before."""
    live, slow = FakeCheck("live", every=Cadence.LIVENESS), HangingCheck("slow")
    async with scheduled(tmp_path, live, slow) as rig:
        slow.released.set()
        await rig.time.until(299)
        slow.released.clear()
        live.act = lambda _: BAD if rig.time.passed >= 300 else OK
        await rig.time.until(302)
        slow.released.set()
        await rig.time.until(303)
    assert slow.ran[-1] == 302
    assert slow.most_at_once == 1


async def test_a_changed_result_is_confirmed_and_then_asked_ever_more_rarely(tmp_path: Path) -> None:
    deep = FakeCheck("deep")
    async with scheduled(tmp_path, deep) as rig:
        await rig.time.until(299)
        deep.act = lambda _: BAD
        await rig.time.until(1500)
        assert deep.ran == [0, 300, 310, 330, 370, 450, 610, 910, 1210]
        deep.act = lambda _: OK
        await rig.time.until(2200)
        assert deep.ran[-4:] == [1510, 1520, 1820, 2120]
        assert any(line["event"] == "check changed" for line in rig.log)


async def test_a_result_about_a_dead_process_is_not_held_against_its_successor(tmp_path: Path) -> None:
    """A restart that was asked for: the red result of the old pid must not stand beside the new one, which is ready."""
    gone = CheckResult(
        CheckStatus.FAILING, CheckReason.NOT_RUNNING, "pid 1 is gone", silent=SilentProcess("bot", pid=1)
    )
    live, other = FakeCheck("live", lambda _: gone, Cadence.LIVENESS), FakeCheck("other", every=Cadence.LIVENESS)
    home = new_home(tmp_path)
    endpoints.publish(home, "bot", "http://127.0.0.1:1", pid=1)
    async with scheduled(tmp_path, live, other) as rig:
        await rig.time.until(6)
        assert rig.found("live") == (CheckStatus.FAILING, CheckReason.NOT_RUNNING)
        assert live.ran == [0, 5]
        endpoints.publish(home, "bot", "http://127.0.0.1:2", pid=2)
        live.act = lambda _: OK
        await rig.time.until(6.3)
        assert live.ran == [0, 5, 6.25]
        assert rig.found("live") == (CheckStatus.OK, CheckReason.NONE)
        assert other.ran == [0, 5], "which has an answer"


async def test_the_next_run_is_told(tmp_path: Path) -> None:
    live, deep = FakeCheck("live", every=Cadence.LIVENESS), FakeCheck("deep")
    async with scheduled(tmp_path, live, deep) as rig:
        await rig.time.until(7)
        start = rig.time.now() - timedelta(seconds=7)
        assert rig.standing("live").next_run == start + timedelta(seconds=10)
        assert rig.standing("deep").next_run == start + timedelta(seconds=300)


async def test_secrets_in_what_a_check_says_are_taken_out(tmp_path: Path) -> None:
    telling = FakeCheck("telling", lambda _: CheckResult(CheckStatus.OK, detail="it said canary-secret"))
    async with scheduled(tmp_path, telling) as rig:
        await rig.time.until(1)
        assert rig.standing("telling").result.detail == "it said [redacted]"
