"""The heartbeat of a program that runs: it goes on whatever happens to its file, and says when work begins."""

import asyncio
from dataclasses import dataclass

import structlog
from structlog.testing import capture_logs

from ignis.runtime.base.heartbeat import Heartbeat
from ignis.runtime.base.home import Home
from ignis.runtime.base.life import Life, read_lives
from ignis.runtime.base.machine import ThisMachine
from ignis.runtime.stack.beating import Beating, FirstWork
from tests.support.fakes.fake_machine import FakeMachine
from tests.support.waiting import eventually

LOG: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("ignis.bot")


@dataclass
class Switch:
    """A health that a test switches on."""

    on: bool = False

    async def well(self) -> bool:
        return self.on


def life(home: Home) -> Life:
    return read_lives(home.heartbeat("bot"))[-1]


async def test_it_beats_until_it_is_cancelled(home: Home) -> None:
    heartbeat = Heartbeat(home.heartbeat("bot"), ThisMachine())
    beating = Beating(heartbeat, LOG)
    beating.begin()
    began = life(home).last
    task = asyncio.create_task(beating.run())
    await eventually(lambda: life(home).last.since_boot > began.since_boot + 0.5, "a later heartbeat")
    task.cancel()
    await asyncio.wait({task})
    assert life(home).working is None


async def test_it_says_since_when_the_program_works(home: Home) -> None:
    heartbeat, health = Heartbeat(home.heartbeat("bot"), FakeMachine()), Switch()
    heartbeat.begin()
    task = asyncio.create_task(FirstWork(heartbeat, health).run())
    await asyncio.sleep(0)
    assert life(home).working is None
    health.on = True
    await eventually(lambda: life(home).working is not None, "at work")
    task.cancel()


async def test_a_heartbeat_that_cannot_be_written_is_logged_once(home: Home) -> None:
    machine, file = FakeMachine(), home.heartbeat("bot")
    file.mkdir()
    beating = Beating(Heartbeat(file, machine), LOG)
    with capture_logs() as logged:
        beating.begin()
        for _ in range(3):
            await beating.beat()
    (line,) = logged
    assert line["event"].startswith(f"{file}: the heartbeat cannot be written: Is a directory; ")
    file.rmdir()
    at = machine.turn(1)
    with capture_logs() as logged:
        await beating.beat()
    assert (logged, life(home).last) == ([], at)


async def test_a_deleted_file_is_back_within_a_minute(home: Home) -> None:
    beating = Beating(Heartbeat(home.heartbeat("bot"), FakeMachine()), LOG)
    beating.begin()
    home.heartbeat("bot").unlink()
    for _ in range(31):
        await beating.beat()
    assert home.heartbeat("bot").exists()
