import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import structlog

from ignis.repair.recovery import Report
from ignis.repair.repairs import Repairs, UnknownRecovery
from ignis.repair.resync_commands import ResyncCommands

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class StoppedClock:
    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Mending:
    """A recovery that says when it runs, and waits to be let go."""

    name: str
    running: list[str]
    began: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> Report:
        self.running.append(self.name)
        self.began.set()
        await self.go.wait()
        self.running.remove(self.name)
        return Report("broken", "mended")


class Breaking:
    name = "breaking"

    async def run(self) -> Report:
        raise OSError("no disk")


def repairs(*recoveries: Mending | Breaking | ResyncCommands, longest: float = 60) -> Repairs:
    return Repairs(recoveries, StoppedClock(), structlog.stdlib.get_logger(), longest=longest)


async def test_recoveries_run_one_at_a_time() -> None:
    running: list[str] = []
    first, second = Mending("first", running), Mending("second", running)
    runner = repairs(first, second)
    both = [asyncio.ensure_future(runner.run(name)) for name in ("first", "second")]
    await first.began.wait()
    assert running == ["first"]
    second.go.set()
    first.go.set()
    assert [(await one).did for one in both] == ["mended", "mended"]
    assert {record.name for record in runner.last} == {"first", "second"}


async def test_a_recovery_that_breaks_is_a_record_with_an_error() -> None:
    record = await repairs(Breaking()).run("breaking")
    assert (record.error, record.did) == ("OSError: no disk", "gave up")


async def test_a_recovery_that_hangs_is_given_up() -> None:
    hanging = Mending("hanging", [])
    runner = repairs(hanging, longest=0.01)
    assert (await runner.run("hanging")).error == "took longer than 0.01 s"
    assert runner.last[0].error


async def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(UnknownRecovery, match=r"no recovery is called 'x'; there are breaking"):
        await repairs(Breaking()).run("x")


@pytest.mark.parametrize(("wrote", "did"), [(True, "registered them anew"), (False, "nothing"), (None, "nothing")])
async def test_resync_commands_says_what_it_did(wrote: bool | None, did: str) -> None:  # noqa: FBT001
    async def ensure() -> bool | None:
        return wrote

    assert (await repairs(ResyncCommands(ensure)).run("resync-commands")).did == did
