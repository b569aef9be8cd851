"""Asking programs over real sockets: whatever they do, there is an answer, and it is about the right process."""

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
from probes.peers.program_client import ProgramAnswers, ProgramClient, in_gate, neighbours_session
from probes.peers.schemas import bot_state, failing_for, health
from probes.restarts.control import ProgramRunState
from tests.probes.stand_ins import FakeBot, fake_bot, program, raw_server

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SILENT = ProgramAnswers(asked=True, started=True, answered=False, ready=False)


STATE: dict[str, object] = {"ready": True, "gateway": {"status": "ready"}, "circuits": []}


@pytest.fixture
async def inquiry() -> AsyncIterator[ProgramClient]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield ProgramClient(session, 0.2)


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    async with fake_bot() as bot:
        bot.answers["/state"] = (200, STATE)
        yield bot


async def test_a_ready_program_is_ready(inquiry: ProgramClient, bot: FakeBot) -> None:
    answers = await inquiry.ask(program("bot", pid=5), bot.url)
    assert answers == ProgramAnswers(asked=True, started=True, answered=True, ready=True)


async def test_a_program_that_is_not_ready_lives_nevertheless(inquiry: ProgramClient, bot: FakeBot) -> None:
    bot.answers["/state"] = (200, STATE | {"ready": False})
    answers = await inquiry.ask(program("bot", pid=5), bot.url)
    assert answers == ProgramAnswers(asked=True, started=True, answered=True, ready=False)


async def test_who_cannot_be_asked_is_not_silent(inquiry: ProgramClient) -> None:
    answers = await inquiry.ask(program("bot", pid=6), None)
    assert answers == ProgramAnswers(asked=False, started=True, answered=False, ready=False)


async def test_a_program_that_hangs_is_silent(inquiry: ProgramClient) -> None:
    async with raw_server(None) as url:
        assert await inquiry.ask(program("bot", pid=5), url) == SILENT
        assert await inquiry.ask(program("sandbox", pid=5), url) == SILENT
        assert await inquiry.health(url) is None


async def test_a_ready_path_that_waits_is_no_hang(inquiry: ProgramClient) -> None:
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
        answers = await inquiry.ask(program("bot", pid=5), url)
        over.set()
    assert answers == ProgramAnswers(asked=True, started=True, answered=True, ready=False)


async def test_who_speaks_no_http_is_ready_when_running(inquiry: ProgramClient) -> None:
    answers = await inquiry.ask(program("cron", pid=5), None)
    assert answers == ProgramAnswers(asked=False, started=True, answered=True, ready=True)


@pytest.mark.parametrize("state", [ProgramRunState.STARTING, ProgramRunState.STOPPING, ProgramRunState.EXITED])
async def test_who_does_not_run_is_not_asked(inquiry: ProgramClient, state: ProgramRunState) -> None:
    answers = await inquiry.ask(program("bot", state, pid=5), "http://127.0.0.1:1")
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


async def test_a_connection_is_kept_but_not_for_ever(unused_tcp_port: int) -> None:
    async with neighbours_session("relay") as session, noting_bot(unused_tcp_port) as connections:
        inquiry = ProgramClient(session, 5)
        for _ in range(25):
            assert (await inquiry.ask(program("bot", pid=5), f"http://127.0.0.1:{unused_tcp_port}")).ready
        assert len(connections) == 3


async def test_a_connection_that_was_kept_over_a_restart_is_no_silence(unused_tcp_port: int) -> None:
    async with neighbours_session("relay") as session:
        inquiry = ProgramClient(session, 5)
        for _ in range(3):
            async with noting_bot(unused_tcp_port):
                for _ in range(3):
                    assert (await inquiry.ask(program("bot", pid=5), f"http://127.0.0.1:{unused_tcp_port}")).ready


def news(status: str = "failing", *, since: float | None = 40, last_run: float | None = 2) -> bytes:
    def ago(seconds: float | None) -> str | None:
        return None if seconds is None else (NOW - timedelta(seconds=seconds)).isoformat()

    check = {"status": status, "reason": "timeout", "since": ago(since), "last_run": ago(last_run)}
    return json.dumps({"status": status, "time": NOW.isoformat(), "checks": {"bot_liveness": check}}).encode()


async def test_the_exporter_is_asked_what_it_knows_of_the_bot(inquiry: ProgramClient, bot: FakeBot) -> None:
    bot.answers["/health"] = (200, json.loads(news()))
    found = await inquiry.health(bot.url)
    assert found is not None
    assert failing_for(found) == 40
    assert await inquiry.health("http://127.0.0.1:1") is None


def test_only_fresh_news_of_a_failing_bot_count() -> None:
    assert failing_for(read(news())) == 40
    for other in (news("ok"), news(since=None), news(last_run=None), news(last_run=31)):
        assert failing_for(read(other)) is None
    for other in (b"{}", b"garbage", news().replace(b"+00:00", b"", 1), b"[" * 100_000):
        assert health(other) is None


def read(body: bytes) -> ReportedHealth:
    found = health(body)
    assert found is not None
    return found


@given(st.binary())
def test_any_answer_can_be_read(body: bytes) -> None:
    assert health(body) is None
    assert bot_state(body) is None


def test_a_process_outside_the_gate_has_started() -> None:
    assert not in_gate(os.getpid())
    assert not in_gate(2**22 + 1)


async def test_in_the_gate_silence_is_duty(inquiry: ProgramClient, unused_tcp_port: int) -> None:
    waiting = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; time.sleep(600)", "probes.restarts.gate"
    )
    try:
        answers = await inquiry.ask(program("bot", pid=waiting.pid), f"http://127.0.0.1:{unused_tcp_port}")
        assert answers == ProgramAnswers(asked=True, started=False, answered=False, ready=False)
    finally:
        waiting.kill()
        await waiting.wait()
