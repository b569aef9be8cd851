"""A recovery that hangs is ended, and not merely forgotten: two of a kind would work on the same thing."""

import structlog

from ignis.repair.recovery import Report
from ignis.repair.repairs import RepairRecord, Repairs
from ignis.runtime.base.clock import SystemClock
from tests.support.fakes.hanging import Hanging


class HangingRecovery:
    name = "hanging"
    trigger = "a test"

    def __init__(self) -> None:
        self.work = Hanging()

    async def run(self) -> Report:
        return await self.work.forever()


def runner(recovery: HangingRecovery, *, longest: float) -> Repairs:
    def observe(_: RepairRecord) -> None:
        """Nothing is counted here."""

    return Repairs([recovery], SystemClock(), structlog.stdlib.get_logger(), observe, longest=longest, rest=5)


async def test_what_takes_too_long_is_cancelled() -> None:
    recovery = HangingRecovery()
    record = await runner(recovery, longest=0.01).run("hanging")
    assert record.error == "took longer than 0.01 s"
    assert recovery.work.cancelled


async def test_the_end_of_the_bot_cancels_what_runs() -> None:
    recovery = HangingRecovery()
    repairs = runner(recovery, longest=3600)
    repairs.trigger("hanging", "a test")
    await recovery.work.begun.wait()
    await repairs.aclose()
    assert recovery.work.cancelled
