"""Named fakes of what the checks ask: a bot on a real socket, and a keeper of programs."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from ignis.runtime.base.clock import Clock, SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.config.settings import DatabaseSettings, Settings
from ignis.runtime.stack.sandbox_info import SandboxInfo
from ignis.runtime.stack.upstreams import AccountHosts, Upstreams
from probes.checks.base import Context
from probes.restarts.control import ProcessControlError, ProgramRunState, ProgramState, Trouble

QUICK = Settings(database=DatabaseSettings(busy_timeout=0.1))

READY: Mapping[str, tuple[int, object]] = {
    "/livez": (200, {"loop_lag_s": 0.0005}),
    "/readyz": (200, {"ready": True, "reasons": []}),
    "/state": (
        200,
        {
            "ready": True,
            "gateway": {"status": "ready", "latency_s": 0.05, "last_ack_age_s": 12.0},
            "circuits": [],
        },
    ),
}


@dataclass
class FakeBot:
    """Answers each path as `answers` says; the test changes that as it goes. `asked` are the paths in order."""

    url: str = ""
    answers: dict[str, tuple[int, object]] = field(default_factory=lambda: dict(READY))
    asked: list[str] = field(default_factory=list[str])

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        status, body = self.answers[request.path]
        if isinstance(body, str):
            return web.Response(status=status, text=body)
        return web.json_response(body, status=status)


@asynccontextmanager
async def fake_bot() -> AsyncGenerator[FakeBot]:
    bot, app = FakeBot(), web.Application()
    app.router.add_get("/{path:.*}", bot.answer)
    async with serving(app) as url:
        bot.url = url
        yield bot


@asynccontextmanager
async def serving(app: web.Application) -> AsyncGenerator[str]:
    """Its address."""
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@asynccontextmanager
async def answering(body: str, *, after: float = 0) -> AsyncGenerator[str]:
    """Says `body`, as JSON, to every question, `after` seconds later."""

    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(after)
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as url:
        yield url


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
            raise ProcessControlError(Trouble.MISSING, "supervisord is not there")
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
    state: ProgramRunState = ProgramRunState.RUNNING,
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


class HandClock:
    """Both clocks, each set by hand."""

    def __init__(self) -> None:
        self.wall = datetime.now(UTC)
        self.monotonic_s = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.monotonic_s

    def go_on(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.monotonic_s += seconds


@dataclass(frozen=True)
class FixedUpstreams:
    """The services outside, always at the same addresses; with None nobody knows them."""

    fixed: Upstreams | None

    def current(self) -> Upstreams | None:
        return self.fixed


def outside_of(info: SandboxInfo) -> Upstreams:
    """The sandbox as the outside world."""
    accounts = AccountHosts(info.bloxlink_url, info.bloxlink_api_key, info.roblox_url, info.roblox_api_key)
    return Upstreams(
        info.api_url, info.gateway_url, info.token, info.guild_id, info.alert_webhook, sandbox=True, accounts=accounts
    )


@asynccontextmanager
async def context_for(
    home: Home, *, clock: Clock | None = None, settings: Settings = QUICK, outside: Upstreams | None = None
) -> AsyncGenerator[Context]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http:
        yield Context(
            home=home,
            settings=settings,
            http=http,
            control=FakeControl(),
            clock=clock or SystemClock(),
            upstreams=FixedUpstreams(outside),
            timeout_s=5,
        )
