"""Named fakes of what the checks ask: a bot on a real socket, and a keeper of programs."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from ignis.runtime.clock import Clock, SystemClock
from ignis.runtime.home import Home
from ignis.runtime.outside import Outside
from ignis.runtime.settings import Database, Settings
from probes.checks.base import Context
from probes.restarts.control import ControlError, ProgramState, State, Trouble

QUICK = Settings(database=Database(busy_timeout=0.1))

READY: Mapping[str, tuple[int, object]] = {
    "/livez": (200, {"loop_lag_s": 0.0005}),
    "/readyz": (200, {"ready": True, "reasons": []}),
    "/state": (200, {"gateway": {"status": "ready", "latency_s": 0.05, "last_ack_age_s": 12.0}}),
}


@dataclass
class FakeBot:
    """Answers each path as `answers` says; the test changes that as it goes."""

    url: str = ""
    answers: dict[str, tuple[int, object]] = field(default_factory=lambda: dict(READY))

    async def answer(self, request: web.Request) -> web.Response:
        status, body = self.answers[request.path]
        if isinstance(body, str):
            return web.Response(status=status, text=body)
        return web.json_response(body, status=status)


@asynccontextmanager
async def fake_bot() -> AsyncGenerator[FakeBot]:
    bot, app = FakeBot(), web.Application()
    app.router.add_get("/{path:.*}", bot.answer)
    async with TestServer(app) as server:
        bot.url = str(server.make_url("")).rstrip("/")
        yield bot


@asynccontextmanager
async def raw_server(says: bytes | None) -> AsyncGenerator[str]:
    """Takes connections and says `says` to each; with None it hangs: it never answers."""
    over = asyncio.Event()

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if says is None:
            await over.wait()
        else:
            writer.write(says)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        over.set()
        server.close()
        await server.wait_closed()


@dataclass
class FakeControl:
    """Knows the programs it is given; with None, supervisord is not there."""

    known: tuple[ProgramState, ...] | None = None
    asked: list[str] = field(default_factory=list[str])

    def programs(self) -> tuple[ProgramState, ...]:
        if self.known is None:
            raise ControlError(Trouble.MISSING, "supervisord is not there")
        return self.known

    def start(self, name: str) -> None:
        self.asked.append(f"start {name}")

    def stop(self, name: str) -> None:
        self.asked.append(f"stop {name}")

    def restart(self, name: str) -> None:
        self.asked.append(f"restart {name}")

    def kill(self, name: str, signal: str) -> None:
        self.asked.append(f"kill {name} {signal}")

    def shutdown(self) -> None:
        self.asked.append("shutdown")


def program(
    name: str,
    state: State = State.RUNNING,
    *,
    pid: int | None = None,
    since: datetime | None = None,
    exit_status: int | None = None,
    description: str = "",
) -> ProgramState:
    return ProgramState(name, state, pid, since, exit_status, description)


def new_home(root: Path) -> Home:
    home = Home(root)
    home.create()
    return home


@asynccontextmanager
async def context_for(
    home: Home, *, clock: Clock | None = None, settings: Settings = QUICK, outside: Outside | None = None
) -> AsyncGenerator[Context]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http:
        yield Context(
            home=home,
            settings=settings,
            http=http,
            control=FakeControl(),
            clock=clock or SystemClock(),
            outside=lambda: outside,
            timeout_s=5,
        )
