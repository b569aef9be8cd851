import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
import structlog
from hypothesis import given, settings, strategies as st

from ignis.runtime.config.settings import CircuitSettings as Policy
from ignis.runtime.resilience.circuit import (
    CONNECTION_ERRORS,
    LIFE,
    NOTHING,
    CallOutcome,
    CallVerdict,
    Circuit,
    CircuitConfig,
    CircuitOpen,
    CircuitState,
    CircuitView,
    KeptCircuit,
)
from ignis.runtime.telemetry.tracing import span
from tests.support.fakes.circuit_observers import Unobserved
from tests.support.fakes.dice import FixedRoll
from tests.support.fakes.turned_clock import TurnedClock, run_ready_tasks
from tests.support.telemetry.traces import newest, recording
from tests.support.waiting import eventually

POLICY = Policy(jitter=0.1)
LOG = structlog.stdlib.get_logger("test")


class DownError(Exception):
    """A service that did not answer as it should."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("503")
        self.retry_after = retry_after


class NoSuchThingError(Exception):
    """A 404: the service lives."""


class OurBugError(Exception):
    """Says nothing of the service."""


class ServiceErrors:
    """The Judge of this service."""

    def verdict(self, error: Exception) -> CallVerdict:
        match error:
            case DownError():
                return CallVerdict(CallOutcome.FAILURE, "answered 503", error.retry_after)
            case NoSuchThingError():
                return LIFE
            case _:
                return CONNECTION_ERRORS.verdict(error)


JUDGE = ServiceErrors()


class Service:
    """Answers with `error`, or None; not before `hold` is set, where there is one."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.hold: asyncio.Event | None = None
        self.asked = 0

    async def ask(self) -> str:
        self.asked += 1
        error = self.error
        if self.hold is not None:
            await self.hold.wait()
        if error is not None:
            raise error
        return "well"

    async def probe(self) -> str:
        return await self.ask()


class Rig:
    def __init__(self, *, roll: float = 0.5, policy: Policy = POLICY, kept: KeptCircuit | None = None) -> None:
        self.clock, self.service = TurnedClock(), Service()
        self.states: list[CircuitState] = []
        config = CircuitConfig(policy, self.clock, FixedRoll(roll), LOG)
        self.circuit = Circuit("bloxlink", config, self, kept)

    def circuit_changed(self, circuit: Circuit) -> None:
        self.states.append(circuit.state)

    async def call(self) -> str:
        return await self.circuit.call(self.service.ask, JUDGE)

    async def fail(self, error: Exception | None = None) -> None:
        self.service.error = error or DownError()
        with pytest.raises(type(self.service.error)):
            await self.call()

    async def refused(self) -> CircuitOpen:
        with pytest.raises(CircuitOpen) as told:
            await self.call()
        return told.value

    async def opened(self, error: Exception | None = None) -> None:
        for _ in range(POLICY.failures):
            await self.fail(error)
        assert self.circuit.state is CircuitState.OPEN

    def probing(self) -> None:
        self.circuit.probe_with(self.service, JUDGE)


@pytest_asyncio.fixture
async def rig() -> AsyncGenerator[Rig]:
    made = Rig()
    yield made
    made.circuit.close()


async def test_failures_in_a_row_open_it_and_then_nobody_is_asked(rig: Rig) -> None:
    await rig.fail()
    await rig.fail()
    assert rig.circuit.state is CircuitState.CLOSED
    assert not rig.circuit.well
    await rig.fail()
    told = await rig.refused()
    assert (told.name, told.until) == ("bloxlink", rig.clock.now() + timedelta(seconds=30))
    assert str(told) == "bloxlink is down; it is tried again at 03:04:35 UTC"
    assert rig.service.asked == 3


async def test_life_between_failures_keeps_it_closed(rig: Rig) -> None:
    for error in (DownError(), DownError(), NoSuchThingError(), DownError(), DownError()):
        await rig.fail(error)
    assert rig.circuit.state is CircuitState.CLOSED


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError(), OSError()])
async def test_what_the_system_says_of_a_connection_is_a_failure(rig: Rig, error: Exception) -> None:
    await rig.opened(error)


async def test_our_own_mistakes_say_nothing(rig: Rig) -> None:
    await rig.fail()
    await rig.fail()
    for _ in range(5):
        await rig.fail(OurBugError())
    assert (rig.circuit.state, rig.circuit.failures) == (CircuitState.CLOSED, 2)


async def test_of_fifty_at_once_one_is_on_trial(rig: Rig) -> None:
    await rig.opened()
    await rig.clock.turn(30)
    rig.service.error, rig.service.hold, rig.service.asked = None, asyncio.Event(), 0
    calls = [asyncio.create_task(rig.call()) for _ in range(50)]
    await run_ready_tasks()
    assert rig.circuit.state is CircuitState.HALF_OPEN
    assert rig.service.asked == 1
    rig.service.hold.set()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert rig.service.asked == 1
    assert results.count("well") == 1
    assert sum(isinstance(result, CircuitOpen) for result in results) == 49
    assert rig.states == [CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED]
    assert await rig.call() == "well"


async def test_a_failed_trial_opens_it_for_twice_as_long_up_to_the_longest(rig: Rig) -> None:
    await rig.opened()
    for cooldown in (60, 120, 240, 480, 600, 600):
        await rig.clock.turn((rig.circuit.view().until or rig.clock.now()).timestamp() - rig.clock.now().timestamp())
        await rig.fail()
        assert rig.circuit.view().cooldown_s == cooldown
        assert (await rig.refused()).until == rig.clock.now() + timedelta(seconds=cooldown)
    await rig.clock.turn(600)
    rig.service.error = None
    await rig.call()
    await rig.opened()
    assert rig.circuit.view().cooldown_s == 30


@given(roll=st.floats(0, 1))
@settings(max_examples=20)
def test_jitter_is_a_tenth_to_either_side(roll: float) -> None:
    async def check() -> None:
        rig = Rig(roll=roll)
        await rig.opened()
        left = ((await rig.refused()).until - rig.clock.now()).total_seconds()
        assert 27 <= left <= 33

    asyncio.run(check())


@pytest.mark.parametrize(("asked", "waits"), [(5, 30), (90, 90), (3600, 3600), (3601, 3600), (10**6, 3600)])
async def test_retry_after_is_honoured_within_reason(rig: Rig, asked: float, waits: float) -> None:
    await rig.opened(DownError(retry_after=asked))
    assert (await rig.refused()).until == rig.clock.now() + timedelta(seconds=waits)


async def test_it_tries_by_itself_and_closes_without_anybody(rig: Rig) -> None:
    rig.probing()
    await rig.opened()
    await rig.clock.turn(29.9)
    assert rig.service.asked == 3
    rig.service.error = None
    await rig.clock.turn(0.1)
    assert rig.circuit.state is CircuitState.CLOSED
    await rig.clock.turn(1000)
    assert rig.service.asked == 4


@pytest.mark.parametrize("back_after", [10, 29, 31, 89, 91, 700, 5000])
async def test_whenever_a_service_comes_back_it_is_closed_within_the_cooldown(rig: Rig, back_after: float) -> None:
    rig.probing()
    await rig.opened()
    await rig.clock.turn(back_after)
    cooldown = rig.circuit.view().cooldown_s or 0
    rig.service.error = None
    await rig.clock.turn(cooldown * 1.1)
    assert rig.circuit.state is CircuitState.CLOSED


async def test_a_try_of_its_own_that_says_nothing_keeps_its_distance(rig: Rig) -> None:
    rig.probing()
    await rig.opened()
    rig.service.error = OurBugError()
    await rig.clock.turn(300)
    assert rig.service.asked == 3 + 10
    rig.service.error = None
    await rig.clock.turn(30)
    assert rig.circuit.state is CircuitState.CLOSED


async def test_a_cancelled_trial_leaves_its_place_to_the_next(rig: Rig) -> None:
    await rig.opened()
    await rig.clock.turn(30)
    rig.service.hold = asyncio.Event()
    trial = asyncio.create_task(rig.call())
    await run_ready_tasks()
    assert (await rig.refused()).until <= rig.clock.now() + timedelta(seconds=POLICY.trial_timeout)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert (rig.circuit.state, rig.circuit.failures) == (CircuitState.HALF_OPEN, 3)
    rig.service.hold = rig.service.error = None
    assert await rig.call() == "well"


async def test_after_a_cancelled_trial_it_tries_by_itself_at_once(rig: Rig) -> None:
    rig.service.hold = asyncio.Event()
    await _opened_by_refusals(rig)
    await rig.clock.turn(30)
    trial = asyncio.create_task(rig.call())
    await run_ready_tasks()
    rig.probing()
    await run_ready_tasks()
    rig.service.hold = rig.service.error = None
    trial.cancel()
    await run_ready_tasks()
    assert rig.circuit.state is CircuitState.CLOSED


async def _opened_by_refusals(rig: Rig) -> None:
    hold, rig.service.hold = rig.service.hold, None
    await rig.opened()
    rig.service.hold = hold


class TracedDownService:
    async def probe(self) -> None:
        with span("ask bloxlink"):
            raise DownError


async def test_its_own_tries_are_no_part_of_the_command_that_opened_it(rig: Rig) -> None:
    with recording() as (tracing, memory):
        down = TracedDownService()
        rig.circuit.probe_with(down, JUDGE)
        with tracing.trace("command userinfo"):
            for _ in range(POLICY.failures):
                with pytest.raises(DownError):
                    await rig.circuit.call(down.probe, JUDGE)
        await rig.clock.turn(30)
        assert rig.circuit.failures == POLICY.failures + 1
        assert len(newest(memory)["spans"]) == 1 + POLICY.failures


async def test_a_trial_that_does_not_end_is_a_failure() -> None:
    rig = Rig(policy=Policy(trial_timeout=0.1))
    await rig.opened()
    await rig.clock.turn(30)
    rig.service.hold = asyncio.Event()
    with pytest.raises(TimeoutError):
        await rig.call()
    assert rig.circuit.state is CircuitState.OPEN
    assert rig.circuit.view().last_error == "no answer in time"


async def test_the_time_of_a_trial_is_part_of_the_cooldown(rig: Rig) -> None:
    await rig.opened()
    await rig.clock.turn(30)
    rig.service.hold = asyncio.Event()
    trial = asyncio.create_task(rig.call())
    await rig.clock.turn(4)
    rig.service.hold.set()
    with pytest.raises(DownError):
        await trial
    assert (await rig.refused()).until == rig.clock.now() + timedelta(seconds=60 - 4)


async def test_results_of_an_older_era_are_ignored(rig: Rig) -> None:
    rig.service.hold, rig.service.error = asyncio.Event(), DownError()
    late_failures = [asyncio.create_task(rig.call()) for _ in range(5)]
    await run_ready_tasks()
    late_life = asyncio.create_task(rig.call())
    await run_ready_tasks()
    hold, rig.service.hold = rig.service.hold, None
    await rig.opened()
    until = rig.circuit.view().until
    hold.set()
    await asyncio.gather(*late_failures, late_life, return_exceptions=True)
    assert (rig.circuit.view().until, rig.circuit.failures) == (until, 3)
    assert rig.states == [CircuitState.OPEN]


class BrokenObserver:
    def circuit_changed(self, _: Circuit) -> None:
        raise RuntimeError("a broken observer")


async def test_a_broken_observer_changes_nothing() -> None:
    clock, service = TurnedClock(), Service()
    circuit = Circuit("bloxlink", CircuitConfig(POLICY, clock, FixedRoll(), LOG), BrokenObserver())
    service.error = DownError()
    for _ in range(3):
        with pytest.raises(DownError):
            await circuit.call(service.ask, JUDGE)
    assert circuit.state is CircuitState.OPEN


async def test_what_is_seen_of_it(rig: Rig) -> None:
    assert rig.circuit.view() == CircuitView(
        name="bloxlink",
        state=CircuitState.CLOSED,
        since=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        until=None,
        failures=0,
        cooldown_s=None,
        last_error=None,
    )
    await rig.clock.turn(5)
    await rig.opened()
    assert rig.circuit.view() == CircuitView(
        name="bloxlink",
        state=CircuitState.OPEN,
        since=datetime(2026, 1, 2, 3, 4, 10, tzinfo=UTC),
        until=datetime(2026, 1, 2, 3, 4, 40, tzinfo=UTC),
        failures=3,
        cooldown_s=30,
        last_error="answered 503",
    )


async def test_it_outlives_the_process(rig: Rig) -> None:
    await rig.opened()
    await rig.clock.turn(30)
    await rig.fail()
    kept = rig.circuit.kept()
    assert kept is not None
    after = Rig(kept=kept)
    after.clock.step((rig.clock.now() - after.clock.now()).total_seconds() + 10)
    assert after.circuit.state is CircuitState.OPEN
    again = Rig(kept=kept)
    assert (again.circuit.failures, again.circuit.view().cooldown_s) == (4, 60)
    assert again.circuit.view().last_error == "answered 503"
    await again.refused()


@pytest.mark.parametrize("step", [-86_400, -3600, 0, 3600, 86_400])
async def test_a_stepped_clock_makes_nobody_wait_longer_than_a_cooldown(rig: Rig, step: float) -> None:
    now = rig.clock.now() + timedelta(seconds=step)
    kept = KeptCircuit(now, now + timedelta(seconds=30), cooldown_s=30, failures=3, last_error=None)
    after = Rig(kept=kept)
    after.service.error = None
    after.probing()
    await after.clock.turn(33)
    assert after.circuit.state is CircuitState.CLOSED
    after.circuit.close()


async def test_a_step_of_the_clock_while_it_runs_moves_what_is_said_and_not_what_is_done(rig: Rig) -> None:
    await rig.opened()
    rig.clock.step(-3600)
    assert (await rig.refused()).until == rig.clock.now() + timedelta(seconds=30)
    rig.service.error = None
    await rig.clock.turn(30)
    assert await rig.call() == "well"


async def test_the_closed_have_nothing_to_remember(rig: Rig) -> None:
    assert rig.circuit.kept() is None
    assert NOTHING.outcome is CallOutcome.NOTHING


class SocketService:
    """Real connections to a real server, which says nothing while it is off."""

    def __init__(self) -> None:
        self.on = False
        self.asked = 0
        self.port = 0

    async def serve(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        if self.on:
            writer.write(b"well")
            await writer.drain()
        writer.close()

    async def probe(self) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            return (await reader.readexactly(4)).decode()
        finally:
            writer.close()

    def verdict(self, error: Exception) -> CallVerdict:
        return CallVerdict(CallOutcome.FAILURE) if isinstance(error, EOFError) else CONNECTION_ERRORS.verdict(error)


@asynccontextmanager
async def _on_a_socket() -> AsyncGenerator[SocketService]:
    service = SocketService()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    async with server:
        yield service


async def test_a_service_on_a_real_socket_comes_back_by_itself() -> None:
    clock = TurnedClock()
    circuit = Circuit("bloxlink", CircuitConfig(Policy(), clock, FixedRoll(), LOG), Unobserved())
    async with _on_a_socket() as service:
        circuit.probe_with(service, service)
        for _ in range(3):
            with pytest.raises(EOFError):
                await circuit.call(service.probe, service)
        with pytest.raises(CircuitOpen):
            await circuit.call(service.probe, service)
        assert service.asked == 3
        service.on = True
        await clock.turn(30)
        await eventually(lambda: circuit.state is CircuitState.CLOSED or None, "the circuit closed by itself")
        assert service.asked == 4
    circuit.close()
