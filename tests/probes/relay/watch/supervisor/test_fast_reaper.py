"""Fast reaping with real processes, real descriptors and a real supervisord."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from probes.relay.watch.supervisor.fast_reaper import FastReaper, Pidfds, ProcessDescriptors
from probes.restarts.control import ProgramRunState, ProgramState, SupervisorControl
from tests.probes.stand_ins import FakeControl, program
from tests.probes.supervisor_rig import supervisord, wait_for
from tests.support.waiting import eventually

if sys.platform != "linux":
    pytest.skip("only Linux has pidfds", allow_module_level=True)

SLEEPER = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]


class Children:
    """Real processes to be watched."""

    def __init__(self) -> None:
        self._all: list[subprocess.Popen[bytes]] = []

    def start(self) -> ProgramState:
        self._all.append(subprocess.Popen(SLEEPER))
        return program("bot", pid=self._all[-1].pid)

    def end(self, child: ProgramState) -> None:
        """Kills it and leaves it a zombie, as it is until supervisord reaps it."""
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)

    def clear(self) -> None:
        for one in self._all:
            one.kill()
            one.wait()


@pytest.fixture
def children() -> Iterator[Children]:
    made = Children()
    yield made
    made.clear()


class Looks(asyncio.Event):
    """Counts how often a look was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def set(self) -> None:
        self.asked += 1
        super().set()

    def reached(self, number: int) -> bool:
        return self.asked == number


class NoPidfds:
    """A kernel without pidfds."""

    def open(self, pid: int) -> int:
        raise OSError(errno.ENOSYS, f"no descriptor of {pid}")


def reaper(
    looks: Looks, *, descriptors: ProcessDescriptors | None = None, control: FakeControl | None = None
) -> FastReaper:
    return FastReaper(control or FakeControl(()), descriptors or Pidfds(), looks)


def pidfds() -> int:
    """How many descriptors of processes this process holds."""
    return sum("pidfd" in _target(file) for file in Path("/proc/self/fd").iterdir())


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:  # the descriptor of the listing itself
        return ""


async def test_a_death_wakes_supervisord_and_asks_for_a_look(children: Children) -> None:
    looks, bot, relay = Looks(), children.start(), children.start()
    watching = reaper(looks)
    watching.programs_seen((bot, relay))
    children.end(bot)
    await eventually(lambda: looks.asked == 1, "a look after the first death")
    watching.programs_seen((bot, relay))  # supervisord has not reaped it yet
    children.end(relay)
    await eventually(lambda: looks.asked == 2, "a look after the second death")
    watching.close()


@pytest.mark.parametrize("descriptors", [Pidfds(), NoPidfds()])
async def test_who_has_ended_is_known_before_supervisord_says_it(
    children: Children, descriptors: ProcessDescriptors
) -> None:
    looks, bot, relay = Looks(), children.start(), children.start()
    watching = reaper(looks, descriptors=descriptors)
    watching.programs_seen((bot, relay))
    assert bot.pid is not None
    assert relay.pid is not None
    assert not watching.has_ended(bot.pid)
    children.end(bot)
    pid = bot.pid
    await eventually(lambda: watching.has_ended(pid), "known")
    assert not watching.has_ended(relay.pid)
    watching.close()


async def test_a_process_that_was_dead_before_it_was_watched_is_noticed(children: Children) -> None:
    looks, bot = Looks(), children.start()
    children.end(bot)
    watching = reaper(looks)
    watching.programs_seen((bot,))
    await eventually(lambda: looks.asked == 1, "a look")
    watching.close()


async def test_no_descriptor_is_left_over(children: Children) -> None:
    before, looks = pidfds(), Looks()
    watching = reaper(looks)
    other = children.start()
    for number in range(1, 21):
        bot = children.start()
        watching.programs_seen((bot, other))
        watching.programs_seen((bot, other))
        assert pidfds() == before + 2
        children.end(bot)
        await eventually(partial(looks.reached, number), "a look")
    watching.programs_seen(())
    assert pidfds() == before
    watching.programs_seen((other,))
    watching.close()
    assert pidfds() == before


async def test_without_pidfds_nothing_happens(children: Children) -> None:
    before, looks, bot = pidfds(), Looks(), children.start()
    watching = reaper(looks, descriptors=NoPidfds())
    watching.programs_seen((bot, program("relay", pid=None), program("gone", pid=2**22 - 1)))
    children.end(bot)
    watching.close()
    assert (looks.asked, pidfds()) == (0, before)


async def test_a_supervisord_that_is_gone_is_for_the_look_to_find(children: Children) -> None:
    looks, bot = Looks(), children.start()
    watching = reaper(looks, control=FakeControl(None))
    watching.programs_seen((bot,))
    children.end(bot)
    await eventually(lambda: looks.asked == 1, "a look")
    watching.close()


async def test_a_real_supervisord_is_woken_each_time_and_so_is_its_successor() -> None:
    for _ in range(2):
        with supervisord({"bot": "/bin/sleep 600"}) as path:
            control, looks = SupervisorControl(path, timeout_s=5), Looks()
            watching = FastReaper(control, Pidfds(), looks)
            for number in range(1, 4):
                await killed_and_back(control, watching)
                await eventually(partial(looks.reached, number), "a look")
            watching.close()


async def killed_and_back(control: SupervisorControl, watching: FastReaper) -> None:
    old = await asyncio.to_thread(wait_for, control, "bot", running)
    watching.programs_seen((old,))
    assert old.pid is not None
    os.kill(old.pid, signal.SIGKILL)
    await asyncio.to_thread(wait_for, control, "bot", lambda new: running(new) and new.pid != old.pid)


def running(one: ProgramState) -> bool:
    return one.state is ProgramRunState.RUNNING
