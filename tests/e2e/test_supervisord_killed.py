"""supervisord is killed again and again under load: never two bots, and nobody starts sooner than the policy allows."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import pytest

from probes.restarts import memory
from probes.restarts.policy import StartPlan
from tests.support.programs.stack import Stack, stack
from tests.support.waiting import wait_until as eventually

pytestmark = pytest.mark.e2e
_SAMPLE_EVERY = 0.05


class Sampler:
    """Counts the bots of a home every 50 ms, from a thread; `counts` are what it found, `most` the highest."""

    def __init__(self, home: Path) -> None:
        self._marker = f"IGNIS_HOME={home}".encode() + b"\0"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.samples = 0
        self.most: list[int] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_SAMPLE_EVERY):
            found = self._bots()
            self.samples += 1
            self.most = max(self.most, found, key=len)

    def _bots(self) -> list[int]:
        """The bots that have left the gate; one that waits there does nothing yet."""
        return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and self._is_bot(one)]

    def _is_bot(self, process: Path) -> bool:
        try:
            command = (process / "cmdline").read_bytes()
            if b"ignis.bot" not in command or b"probes.restarts.gate" in command:
                return False
            return self._marker in (process / "environ").read_bytes() and b"\nState:\tZ" not in _status(process)
        except OSError:  # it ended while it was looked at
            return False


def _status(process: Path) -> bytes:
    return (process / "status").read_bytes()


@contextmanager
def load(processes: int) -> Generator[None]:
    """Processes that never rest, so that nothing happens quickly."""
    busy = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


def killed_again_and_again(made: Stack, kills: int, busy: int) -> None:
    with load(busy), Sampler(made.home.root) as sampler:
        for number in range(kills):
            up = made.spawn("up", "--detach", "--ports", "auto")
            supervisord = eventually(made.supervisord_or_none, "supervisord started")
            if number % 2:
                up.communicate(timeout=90)  # the bot is at work
            else:
                time.sleep(0.2 * (number % 8))  # it is killed at another moment of its start each time
            supervisord.kill()
            up.communicate(timeout=90)
            eventually(lambda: made.supervisord_or_none() is None, "supervisord gone")
        made.up()
    assert made.status()["ready"]
    assert sampler.samples > kills
    assert len(sampler.most) == 1, f"{len(sampler.most)} bots at once: {sampler.most}"


def test_never_two_bots_when_supervisord_is_killed() -> None:
    with stack() as made:
        killed_again_and_again(made, 2, busy=0)  # the other tests' stacks are load enough


@pytest.mark.long
@pytest.mark.timeout(900)
def test_never_two_bots_when_supervisord_is_killed_twenty_times() -> None:
    with stack() as made:
        killed_again_and_again(made, 20, busy=2)


def test_a_hold_outlives_supervisord() -> None:
    """The start that the policy allows is neither put off nor brought forward by who dies meanwhile.

    Nor does the held program keep the others, which watch over it, from being started.
    """
    with stack({"restarts": {"base_delay": 600, "max_delay": 600}}) as made:
        made.up()
        for _ in range(2):
            killed(made)
        before = eventually(lambda: hold_of(made), "the bot held")
        old = made.supervisord()
        old.kill()
        eventually(lambda: made.supervisord_or_none() is None, "supervisord gone")
        up = made.ignis("up", "--detach", "--ports", "auto")
        assert up.returncode == 0, f"{up.stderr}\n{made.logs()}"
        assert "Ignis runs, but bot is held until " in up.stdout
        assert "Ignis is ready" not in up.stdout
        assert hold_of(made) == before
        assert next_start(made)
        programs = made.status()["programs"]
        assert [name for name, one in programs.items() if not one["ready"]] == ["bot"], programs


def killed(made: Stack) -> None:
    """The bot itself: who is killed in the gate, before the gate has counted the last death, counts for nothing."""
    old = eventually(lambda: bot_past_the_gate(made), "a bot that left the gate")
    os.kill(old, signal.SIGKILL)
    eventually(lambda: made.pid("bot") not in {0, old}, "a new process")


def bot_past_the_gate(made: Stack) -> int | None:
    pid = made.pid("bot")
    with suppress(OSError):  # it ended while it was looked at
        return None if b"probes.restarts.gate" in Path(f"/proc/{pid}/cmdline").read_bytes() else pid
    return None


def hold_of(made: Stack) -> StartPlan | None:
    remembered = memory.load(made.home.restart_memory("bot"), boot=memory.boot_id(), at=memory.now())
    return remembered.hold if remembered else None


def next_start(made: Stack) -> str | None:
    bot = made.status()["programs"].get("bot")
    return bot["next_start"] if bot and bot["pid"] else None
