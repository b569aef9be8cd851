"""Programs asked over real sockets: whatever they do, there is a result, and it is about the right process."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given, strategies as st

from ignis.runtime.stack.http import serve
from ignis.runtime.stack.http_shapes import ReportedHealth
from probes.peers.program_client import ProgramAnswers, ProgramClient, in_gate, program_session
from probes.peers.schemas import failing_for, parse_bot_state, parse_health
from probes.restarts.control import ProgramRunState
from tests.probes.stand_ins import FakeBot, fake_bot, program, raw_server

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SILENT = ProgramAnswers(asked=True, started=True, answered=False, ready=False)


STATE: dict[str, object] = {"ready": True, "gateway": {"status": "ready"}, "circuits": []}


@pytest.fixture
async def client() -> AsyncIterator[ProgramClient]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield ProgramClient(session, 0.2)


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    async with fake_bot() as bot:
        bot.answers["/state"] = (200, STATE)
        yield bot


async def test_a_ready_program_is_ready(client: ProgramClient, bot: FakeBot) -> None:
    answers = await client.ask(program("bot", pid=5), bot.url)
    assert answers == ProgramAnswers(asked=True, started=True, answered=True, ready=True)


async def test_a_program_that_is_not_ready_lives_nevertheless(client: ProgramClient, bot: FakeBot) -> None:
    bot.answers["/state"] = (200, STATE | {"ready": False})
    answers = await client.ask(program("bot", pid=5), bot.url)
    assert answers == ProgramAnswers(asked=True, started=True, answered=True, ready=False)


async def test_a_program_that_cannot_be_asked_is_not_silent(client: ProgramClient) -> None:
    answers = await client.ask(program("bot", pid=6), None)
    assert answers == ProgramAnswers(asked=False, started=True, answered=False, ready=False)


async def test_a_program_that_hangs_is_silent(client: ProgramClient) -> None:
    async with raw_server(None) as url:
        assert await client.ask(program("bot", pid=5), url) == SILENT
        assert await client.ask(program("sandbox", pid=5), url) == SILENT
        assert await client.health(url) is None


async def test_a_ready_path_that_waits_is_no_hang(client: ProgramClient) -> None:
    """Such as for a locked database, while the event loop turns."""
    over = asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async def live(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_get("/state", wait)
    app.router.add_get("/livez", live)
    async with serve(app, port=0, what="bot") as url:
        answers = await client.ask(program("bot", pid=5), url)
        over.set()
    assert answers == ProgramAnswers(asked=True, started=True, answered=True, ready=False)


async def test_a_program_without_http_is_ready_when_running(client: ProgramClient) -> None:
    answers = await client.ask(program("cron", pid=5), None)
    assert answers == ProgramAnswers(asked=False, started=True, answered=True, ready=True)


@pytest.mark.parametrize("state", [ProgramRunState.STARTING, ProgramRunState.STOPPING, ProgramRunState.EXITED])
async def test_a_program_that_does_not_run_is_not_asked(client: ProgramClient, state: ProgramRunState) -> None:
    answers = await client.ask(program("bot", state, pid=5), "http://127.0.0.1:1")
    assert answers == ProgramAnswers(asked=False, started=False, answered=False, ready=False)


@asynccontextmanager
async def noting_bot(port: int) -> AsyncIterator[list[object]]:
    """A bot that is ready, and the connections on which it was asked."""
    connections: list[object] = []

    async def ready(request: web.Request) -> web.Response:
        if request.transport not in connections:
            connections.append(request.transport)
        return web.json_response(STATE)

    app = web.Application()
    app.router.add_get("/state", ready)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield connections
    finally:
        await runner.cleanup()


async def test_a_connection_is_kept_but_not_forever(unused_tcp_port: int) -> None:
    async with program_session("relay") as session, noting_bot(unused_tcp_port) as connections:
        client = ProgramClient(session, 5)
        for _ in range(25):
            assert (await client.ask(program("bot", pid=5), f"http://127.0.0.1:{unused_tcp_port}")).ready
        assert len(connections) == 3


async def test_a_connection_that_was_kept_over_a_restart_is_no_silence(unused_tcp_port: int) -> None:
    async with program_session("relay") as session:
        client = ProgramClient(session, 5)
        for _ in range(3):
            async with noting_bot(unused_tcp_port):
                for _ in range(3):
                    assert (await client.ask(program("bot", pid=5), f"http://127.0.0.1:{unused_tcp_port}")).ready


def report(status: str = "failing", *, since: float | None = 40, last_run: float | None = 2) -> bytes:
    def ago(seconds: float | None) -> str | None:
        return None if seconds is None else (NOW - timedelta(seconds=seconds)).isoformat()

    check = {"status": status, "reason": "timeout", "since": ago(since), "last_run": ago(last_run)}
    return json.dumps({"status": status, "time": NOW.isoformat(), "checks": {"bot_liveness": check}}).encode()


async def test_the_exporter_is_asked_what_it_knows_of_the_bot(client: ProgramClient, bot: FakeBot) -> None:
    bot.answers["/health"] = (200, json.loads(report()))
    found = await client.health(bot.url)
    assert found is not None
    assert failing_for(found) == 40
    assert await client.health("http://127.0.0.1:1") is None


def test_only_a_fresh_report_of_a_failing_bot_counts() -> None:
    assert failing_for(read(report())) == 40
    for other in (report("ok"), report(since=None), report(last_run=None), report(last_run=31)):
        assert failing_for(read(other)) is None
    for other in (b"{}", b"garbage", report().replace(b"+00:00", b"", 1), b"[" * 100_000):
        assert parse_health(other) is None


def read(body: bytes) -> ReportedHealth:
    found = parse_health(body)
    assert found is not None
    return found


@given(st.binary())
def test_any_answer_can_be_read(body: bytes) -> None:
    assert parse_health(body) is None
    assert parse_bot_state(body) is None


def test_a_process_outside_the_gate_has_started() -> None:
    assert not in_gate(os.getpid())
    assert not in_gate(2**22 + 1)


async def test_in_the_gate_no_answer_is_expected(client: ProgramClient, unused_tcp_port: int) -> None:
    waiting = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; time.sleep(600)", "probes.restarts.gate"
    )
    try:
        answers = await client.ask(program("bot", pid=waiting.pid), f"http://127.0.0.1:{unused_tcp_port}")
        assert answers == ProgramAnswers(asked=True, started=False, answered=False, ready=False)
    finally:
        waiting.kill()
        await waiting.wait()
