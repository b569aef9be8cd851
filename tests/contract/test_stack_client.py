"""What is said of the past: by the fake, and by the real one that asks an exporter over HTTP."""

import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio
from aiohttp import web

from ignis.adapters.stack_client import LoopbackStackClient
from ignis.domain.health.uptime import GATEWAY, WHOLE, StackHistory, Strip, Uptime
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http import serve
from ignis.services.ports import StackClient
from tests.support.fakes.fake_stack_client import FakeStackClient
from tests.support.programs.history_server import HistoryServer, Subject

DAY, WEEK = 86_400.0, 604_800.0
STEPS: list[str | None] = [*["ok"] * 286, "degraded", "failing"]


class World(Protocol):
    """A stack of which a test says what happened."""

    @property
    def stack_client(self) -> StackClient: ...

    def happened(self) -> None: ...

    def nothing_yet(self) -> None: ...

    def gone(self) -> None: ...


class Fake:
    def __init__(self) -> None:
        self.stack_client = FakeStackClient()

    def happened(self) -> None:
        day = Uptime(DAY - 40, 40, 1)
        strips = [Strip(WHOLE, day, STEPS), Strip(GATEWAY, Uptime(DAY / 2, 0, 0.5), [None, "ok"])]
        self.stack_client.past = StackHistory(day, Uptime(WEEK / 4 - 600, 600, 0.25), strips, [None, 0.25])

    def nothing_yet(self) -> None:
        self.stack_client.past = StackHistory(Uptime(0, 0, 0), Uptime(0, 0, 0))

    def gone(self) -> None:
        self.stack_client.past = None


class Real:
    def __init__(self, home: Home, server: HistoryServer, url: str) -> None:
        self.stack_client = LoopbackStackClient(home)
        self._server = server
        self._home = home
        endpoints.publish(home, "exporter", url, pid=os.getpid())

    def happened(self) -> None:
        self._server.windows = {
            "24h": {
                GATEWAY: Subject([None, "ok"], ok=DAY / 2, latency=[None, 0.25]),
                "check:database": Subject([None, None]),
                "program:relay": Subject(["failing"], failing=DAY),
                WHOLE: Subject(STEPS, ok=DAY - 100, degraded=60, failing=40),
            },
            "7d": {WHOLE: Subject(["failing"], ok=WEEK / 4 - 600, failing=600)},
        }

    def nothing_yet(self) -> None:
        self._server.windows = {window: {WHOLE: Subject([None] * 288)} for window in ("24h", "7d")}

    def gone(self) -> None:
        endpoints.publish(self._home, "exporter", "http://127.0.0.1:9", pid=os.getpid())


@pytest_asyncio.fixture(params=["fake", "loopback"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[World]:
    if request.param == "fake":
        yield Fake()
        return
    home, server, app = Home(tmp_path), HistoryServer(), web.Application()
    home.create()
    app.router.add_get("/history.json", server.get)
    async with serve(app, port=0, what="exporter") as url:
        yield Real(home, server, url)


async def test_uptime_of_both_windows_strips_and_latency(world: World) -> None:
    world.happened()
    found = await world.stack_client.history()
    assert found is not None
    assert found.day == Uptime(DAY - 40, 40, 1)
    assert found.week == Uptime(WEEK / 4 - 600, 600, 0.25)
    assert [(one.word, list(one.steps)) for one in found.strips] == [("ignis", STEPS), ("discord", [None, "ok"])]
    assert list(found.latency) == [None, 0.25]
    assert found.ping == 250


async def test_the_first_moments(world: World) -> None:
    world.nothing_yet()
    found = await world.stack_client.history()
    assert found is not None
    assert found.day.hundredths is None
    assert found.week is not None
    assert found.week.hundredths is None
    assert not found.strips
    assert found.ping is None


async def test_nobody_answers(world: World) -> None:
    world.gone()
    assert await world.stack_client.history() is None
