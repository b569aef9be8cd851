"""A relay that runs and does not answer is killed by the exporter; everything else is left alone."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request

from ignis.runtime.stack import endpoints
from probes.exporter.relay_watch import RelayWatch
from probes.peers.addresses import Addresses
from probes.peers.hang import HangLimits
from probes.peers.program_client import ASKER, ProgramClient
from probes.restarts.control import ProgramRunState, ProgramState
from tests.probes.relay.rig import TurnedClock, readable_log
from tests.probes.stand_ins import FakeControl, fake_bot, new_home, program, raw_server

LIMITS = HangLimits(hang_after=5, startup_grace=2, longest_gap=7)


class Tower:
    def __init__(self, folder: Path, session: aiohttp.ClientSession) -> None:
        self.home, self.control, self.clock = new_home(folder / "var"), FakeControl(), TurnedClock()
        self.watch = RelayWatch(
            self.home, self.control, Addresses({}), ProgramClient(session, 0.2),
            clock=self.clock, log=readable_log()[0],
            every=1, limits=LIMITS,
        )  # fmt: skip

    async def look(self, url: str, *programs: ProgramState, times: int = 1) -> list[str]:
        """One look a second; what has been asked of the keeper of programs since the beginning."""
        endpoints.publish(self.home, "relay", url, pid=5)
        self.control.known = programs
        for _ in range(times):
            self.clock.turn(1)
            await self.watch.look()
        return self.control.asked


@asynccontextmanager
async def tower(folder: Path) -> AsyncGenerator[Tower]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield Tower(folder, session)


async def test_a_silent_relay_is_killed_once(tmp_path: Path) -> None:
    async with tower(tmp_path) as exporter, raw_server(None) as silent, fake_bot() as other:
        relay, bot = program("relay", pid=5), program("bot", pid=6)
        assert await exporter.look(other.url, relay, bot, times=9) == []
        assert await exporter.look(silent, relay, bot, times=5) == []
        assert not exporter.home.hang_mark("relay").exists()
        assert await exporter.look(silent, relay, bot) == ["kill relay KILL"]
        assert exporter.home.hang_mark("relay").read_text(encoding="ascii") == "5\n"
        assert await exporter.look(silent, relay, bot, times=2) == ["kill relay KILL"]


async def test_a_relay_that_asks_is_alive_and_seldom_asked(tmp_path: Path) -> None:
    asks = make_mocked_request("GET", "/health", {ASKER: "relay"})
    others = make_mocked_request("GET", "/health", {ASKER: "bot"})
    async with tower(tmp_path) as exporter, fake_bot() as there:
        relay = program("relay", pid=5)
        await exporter.look(there.url, relay)
        there.asked.clear()
        for _ in range(10):
            await exporter.watch.on_response(asks, None)
            await exporter.look(there.url, relay)
        assert len(there.asked) == 2
        there.asked.clear()
        for _ in range(10):
            await exporter.watch.on_response(others, None)
            await exporter.look(there.url, relay)
        assert len(there.asked) == 10


async def test_a_relay_that_asks_and_does_not_answer_is_killed_nevertheless(tmp_path: Path) -> None:
    asks = make_mocked_request("GET", "/health", {ASKER: "relay"})
    async with tower(tmp_path) as exporter, raw_server(None) as silent, fake_bot() as there:
        relay = program("relay", pid=5)
        await exporter.look(there.url, relay, times=4)
        for _ in range(6):
            await exporter.watch.on_response(asks, None)
            await exporter.look(silent, relay)
        assert exporter.control.asked == ["kill relay KILL"]


@pytest.mark.parametrize("known", [(), (program("relay", ProgramRunState.STOPPED),), (program("bot", pid=6),)])
async def test_without_a_relay_that_runs_there_is_nothing_to_kill(
    tmp_path: Path, known: tuple[ProgramState, ...]
) -> None:
    async with tower(tmp_path) as exporter, raw_server(None) as silent:
        assert await exporter.look(silent, *known, times=20) == []


async def test_without_a_supervisor_the_next_look_tries_again(tmp_path: Path) -> None:
    async with tower(tmp_path) as exporter, raw_server(None) as silent:
        await exporter.watch.look()
        assert await exporter.look(silent, program("relay", pid=5), times=7) == []
        assert await exporter.look(silent, program("relay", pid=5)) == ["kill relay KILL"]
