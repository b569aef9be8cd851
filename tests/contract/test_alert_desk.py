"""Operators' orders: given to the fake, and to the real one, which asks a relay's own routes over HTTP."""

import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio

from ignis.adapters.alert_desk import LoopbackAlertDesk
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.operator_shapes import (
    OperatorAnswer,
    OperatorOutcome,
    Order,
    OrderedBy,
    ReportedLog,
    SilenceOrder,
)
from ignis.services.ports import AlertDesk, AlertDeskError, OrderProblem
from tests.probes.relay.operators.bench import OperatorBench, operator_bench
from tests.support.fakes.fake_alert_desk import FakeAlertDesk

VULKAN = OrderedBy(name="Vulkan", discord_id=42)
ORDER = Order(by=VULKAN, why="I look at it")


class World(Protocol):
    """Alerts of which a test says what happened."""

    @property
    def desk(self) -> AlertDesk: ...

    async def red(self, name: str) -> int: ...

    def gone(self) -> None: ...


class Fake:
    def __init__(self) -> None:
        self.desk = FakeAlertDesk()

    async def red(self, name: str) -> int:
        number = len(self.desk.found) + 1
        self.desk.open(number, f"check:{name}", f"check {name} is red")
        return number

    def gone(self) -> None:
        self.desk.silent = True


class Real:
    def __init__(self, bench: OperatorBench) -> None:
        self.desk = LoopbackAlertDesk(bench.relay.home)
        self._bench = bench
        endpoints.publish(bench.relay.home, "relay", str(bench.http.make_url("")).rstrip("/"), pid=os.getpid())

    async def red(self, name: str) -> int:
        return (await self._bench.red(name)).number

    def gone(self) -> None:
        endpoints.forget(self._bench.relay.home)


@pytest_asyncio.fixture(params=["fake", "real"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[World]:
    if request.param == "fake":
        yield Fake()
        return
    async with operator_bench(tmp_path) as bench:
        yield Real(bench)


async def test_an_acknowledgement_is_kept_and_the_second_says_by_whom(world: World) -> None:
    number = await world.red("disk")
    first = await world.desk.acknowledge(number, ORDER)
    second = await world.desk.acknowledge(number, Order(by=OrderedBy(name="Cassian")))
    assert (first.outcome, first.by) == (OperatorOutcome.ACKNOWLEDGED, "Vulkan")
    assert (second.outcome, second.by) == (OperatorOutcome.ALREADY_ACKNOWLEDGED, "Vulkan")
    (shown,) = (await world.desk.incidents()).open
    assert (shown.id, shown.acknowledged_by) == (number, "Vulkan")


async def test_what_is_not_open_is_unknown(world: World) -> None:
    for answer in (
        await world.desk.acknowledge(77, ORDER),
        await world.desk.silence(SilenceOrder(by=VULKAN, for_s=60, incident=77)),
        await world.desk.restart(77, ORDER),
        await world.desk.log(77),
    ):
        assert isinstance(answer, OperatorAnswer)
        assert (answer.outcome, answer.incident) == (OperatorOutcome.UNKNOWN, 77)


@pytest.mark.parametrize("subject", ["check:*", "alert:Память/диск ?#%"])
async def test_a_silence_begins_and_ends(world: World, subject: str) -> None:
    answer = await world.desk.silence(SilenceOrder(by=VULKAN, for_s=60, subject=subject, why="old"))
    assert (answer.outcome, answer.subject, answer.until is not None) == (OperatorOutcome.SILENCED, subject, True)
    (silence,) = (await world.desk.incidents()).silences
    assert (silence.subject, silence.by, silence.why) == (subject, "Vulkan", "old")
    assert (await world.desk.unsilence(subject, ORDER)).outcome is OperatorOutcome.UNSILENCED
    assert (await world.desk.unsilence(subject, ORDER)).outcome is OperatorOutcome.NOT_SILENCED


async def test_what_is_no_subject_is_a_problem_of_the_order(world: World) -> None:
    with pytest.raises(OrderProblem, match="is no subject"):
        await world.desk.silence(SilenceOrder(by=VULKAN, for_s=60, subject="disk"))


async def test_a_check_is_no_program_and_has_a_log(world: World) -> None:
    number = await world.red("roblox")
    assert (await world.desk.restart(number, ORDER)).outcome is OperatorOutcome.NO_PROGRAM
    assert isinstance(await world.desk.log(number), ReportedLog)


async def test_no_answer_is_an_error_of_its_own(world: World) -> None:
    world.gone()
    with pytest.raises(AlertDeskError):
        await world.desk.incidents()
    with pytest.raises(AlertDeskError):
        await world.desk.test(ORDER)
