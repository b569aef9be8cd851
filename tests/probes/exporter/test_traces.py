"""The bot's traces at the exporter's address, from a stand-in bot over real sockets."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from ignis.bot.health.trace_routes import trace_routes as bots_own
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.telemetry.traces_memory import TracesMemory
from probes.exporter.traces import trace_routes
from tests.probes.stand_ins import new_home
from tests.support.telemetry.traces import recording

Client = TestClient[Any, Any]
SILENT: dict[str, Any] = {"kept_by": None, "traces": []}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return new_home(tmp_path / "var")


@pytest.fixture
async def client(home: Home) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as http:
        app = web.Application()
        app.add_routes(trace_routes(home, http, SystemClock()))
        async with TestClient(TestServer(app)) as made:
            yield made


async def serve_bot(home: Home, memory: TracesMemory | None) -> TestServer:
    app = web.Application()
    app.add_routes(bots_own(memory, lambda text: text.replace("canary", "[redacted]")))
    server = TestServer(app)
    await server.start_server()
    endpoints.publish(home, "bot", str(server.make_url("")).rstrip("/"), pid=os.getpid())
    return server


async def test_nobody_to_ask(client: Client, home: Home) -> None:
    assert await (await client.get("/traces.json")).json() == SILENT
    assert (await client.get("/traces/0123.json")).status == 503
    endpoints.publish(home, "bot", "http://127.0.0.1:9", pid=os.getpid())
    assert await (await client.get("/traces.json")).json() == SILENT
    assert (await client.get("/traces/0123.json")).status == 503


async def test_all_of_them_and_one(client: Client, home: Home) -> None:
    with recording() as (tracing, memory):
        bot = await serve_bot(home, memory)
        with tracing.trace("command x", note="canary"):
            pass
        answer = await client.get("/traces.json")
        listed = await answer.json()
        (trace,) = listed["traces"]
        whole = await (await client.get(f"/traces/{trace['trace_id']}.json")).json()
        unknown = await client.get("/traces/0123.json")
        await bot.close()
    assert (listed["kept_by"], trace["name"], trace["spans"]) == ("memory", "command x", 1)
    assert whole["spans"][0]["attributes"] == {"note": "[redacted]"}
    assert unknown.status == 404
    assert {one.headers["Cache-Control"] for one in (answer, unknown)} == {"no-store"}
    assert "no such trace" in (await unknown.json())["error"]


async def test_they_are_sent_away(client: Client, home: Home) -> None:
    bot = await serve_bot(home, None)
    assert await (await client.get("/traces.json")).json() == {"kept_by": "otlp", "traces": []}
    await bot.close()


async def test_what_is_no_id_reaches_no_bot(client: Client) -> None:
    assert (await client.get("/traces/..%2Fstate.json")).status == 404
    assert (await client.get(f"/traces/{'a' * 33}.json")).status == 404
