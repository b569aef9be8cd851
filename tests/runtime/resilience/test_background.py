"""Work that fails comes back, is counted and told; the program goes on."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
import structlog
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from ignis.runtime.resilience.background import Background
from ignis.runtime.resilience.background_metrics import BackgroundMetrics
from ignis.runtime.resilience.backoff import Backoff
from tests.support.fakes.turned_clock import TurnedClock
from tests.support.waiting import eventually

QUICK = Backoff(first=0.01, longest=0.02)


@dataclass
class Work:
    """Fails with each of `errors` in turn, then works on; an entry that is None is a return."""

    errors: list[BaseException | None] = field(default_factory=list)
    begun: int = 0
    cancelled: int = 0

    async def run(self) -> None:
        self.begun += 1
        if self.errors:
            error = self.errors.pop(0)
            if error is not None:
                raise error
            return
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def background(clock: TurnedClock) -> Background:
    return Background(structlog.stdlib.get_logger("test"), clock, Random(1), backoff=QUICK)


async def test_work_that_goes_on_is_cancelled_at_the_end(background: Background) -> None:
    work = Work()
    async with background.running("work", work):
        await eventually(lambda: work.begun == 1, "begun")
        (view,) = background.views()
        assert (view.name, view.failures, view.failing, view.last_error) == ("work", 0, False, None)
    assert (work.begun, work.cancelled) == (1, 1)
    assert background.views() == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OverflowError("Python int too large\nto convert"), "OverflowError: Python int too large to convert"),
        (asyncio.CancelledError(), "CancelledError: nobody asked for it"),
        (ExceptionGroup("two", [ValueError("one")]), "ExceptionGroup: two (1 sub-exception)"),
        (None, "it ended by itself"),
    ],
)
async def test_a_failure_is_logged_counted_told_and_the_work_begins_again(
    background: Background, clock: TurnedClock, error: BaseException | None, told: str
) -> None:
    registry, work = CollectorRegistry(), Work([error])
    BackgroundMetrics(background, registry)

    def sample(name: str) -> float | None:
        return registry.get_sample_value(name, {"work": "work"})

    with capture_logs() as logged:
        async with background.running("work", work):
            await eventually(lambda: work.begun == 2, "begun again")
            (view,) = background.views()
            assert (view.failures, view.failing, view.last_error, view.failed_at) == (1, True, told, clock.now())
            assert (sample("ignis_background_failures_total"), sample("ignis_background_failing")) == (1, 1)
            await clock.turn(61)
            assert sample("ignis_background_failing") == 0
    (line,) = [line for line in logged if "background work failed" in line["event"]]
    assert (line["work"], line["problem"], line["log_level"]) == ("work", told, "error")
    if error is not None:
        assert isinstance(line["exc_info"], type(error))


async def test_one_failure_leaves_the_others_alone(background: Background) -> None:
    broken, well = Work([ValueError("a"), ValueError("b")]), Work()
    async with background.running("broken", broken), background.running("well", well):
        await eventually(lambda: broken.begun == 3, "begun a third time")
        assert [(view.name, view.failures) for view in background.views()] == [("broken", 2), ("well", 0)]
        assert (well.begun, well.cancelled) == (1, 0)


async def test_the_delays_grow_and_begin_anew_once_it_was_well(clock: TurnedClock) -> None:
    background = Background(structlog.stdlib.get_logger("test"), clock, Random(1), backoff=Backoff(0.01, 9, jitter=0))
    work = Work([ValueError(), ValueError(), ValueError()])
    with capture_logs() as logged:
        async with background.running("work", work):
            await eventually(lambda: work.begun == 4, "begun a fourth time")
            await clock.turn(61)
            task = background.tasks()["work"]
            assert task is not None
            task.cancel()
            await eventually(lambda: work.begun == 5, "begun a fifth time")
    assert [line["again_in_s"] for line in logged] == [0.0, 0.0, 0.0, 0.0]
    assert [line["failures"] for line in logged] == [1, 2, 3, 4]


async def test_a_name_is_there_once(background: Background) -> None:
    async with background.running("work", Work()):
        with pytest.raises(ValueError, match="already"):
            async with background.running("work", Work()):
                pass
        view: Any = background.views()[0].to_json()
    assert view == {"name": "work", "failures": 0, "failing": False, "last_error": None, "failed_at": None}
