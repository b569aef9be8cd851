"""The other programs as they really answer, do not answer, or answer something else."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from ignis.adapters.stack_client import LoopbackStackClient
from ignis.domain.health.overview import CheckView, IncidentView, RestartHold
from ignis.domain.health.uptime import SUBJECTS, WHOLE, Uptime
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http import serve
from tests.support.programs.history_server import HistoryServer, Subject

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CHECK = {"status": "ok", "reason": "none", "detail": "fine", "since": NOON.isoformat(), "latency_s": 0.1}
INCIDENT = {
    "id": 1, "subject": "process:bot", "open": True, "title": "bot crashed",
    "opened_at": NOON.isoformat(), "resolved_at": None, "kind": "crashed",
    "deaths": 2, "died": [NOON.isoformat()],
}  # fmt: skip


class Answers:
    def __init__(self) -> None:
        self.body: Any = None

    async def get(self, _: web.Request) -> web.Response:
        return self.body if isinstance(self.body, web.Response) else web.json_response(self.body)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.create()
    return made


@pytest_asyncio.fixture
async def answers(home: Home) -> AsyncIterator[Answers]:
    made = Answers()
    app = web.Application()
    app.router.add_get("/health", made.get)
    app.router.add_get("/incidents", made.get)
    async with serve(app, port=0, what="exporter") as url:
        for name in ("exporter", "relay"):
            endpoints.publish(home, name, url, pid=os.getpid())
        yield made


async def test_what_they_say(home: Home, answers: Answers) -> None:
    client = LoopbackStackClient(home)
    hold = {"program": "bot", "until": NOON.isoformat(), "reason": "budget"}
    answers.body = {"status": "ok", "time": NOON.isoformat(), "checks": {"disk": CHECK}, "holds": [hold]}
    found = await client.diagnosis()
    assert found is not None
    assert found.checks == [CheckView("disk", "ok", "none", "fine", NOON)]
    assert found.holds == [RestartHold("bot", NOON, "budget")]
    answers.body = {
        "open": [],
        "recent": [INCIDENT, INCIDENT | {"id": 2, "open": False, "resolved_at": NOON.isoformat()}],
    }
    assert await client.incidents() == [
        IncidentView(2, "bot crashed", NOON, NOON, (NOON,), kind="crashed", name="bot"),
        IncidentView(1, "bot crashed", NOON, None, (NOON,), kind="crashed", name="bot"),
    ]


@pytest.mark.parametrize(
    "body", [[], {"checks": 3}, {"error": "x"}, web.Response(text="<html>"), web.Response(status=500)]
)
async def test_what_is_not_theirs_is_no_answer(home: Home, answers: Answers, body: object) -> None:
    answers.body = body
    assert await LoopbackStackClient(home).diagnosis() is None
    assert await LoopbackStackClient(home).incidents() is None


async def test_nobody_there(home: Home) -> None:
    client = LoopbackStackClient(home)
    assert await client.diagnosis() is None
    endpoints.publish(home, "relay", "http://127.0.0.1:9", pid=2**22 + 1)
    assert await client.incidents() is None


async def test_who_runs_since_when(home: Home) -> None:
    endpoints.publish(home, "bot", "http://127.0.0.1:9", pid=os.getpid())
    endpoints.publish(home, "relay", "http://127.0.0.1:9", pid=2**22 + 1)
    bot, relay = await LoopbackStackClient(home).programs()
    assert (bot.name, relay.name, relay.since) == ("bot", "relay", None)
    assert bot.since is not None
    assert bot.since < datetime.now(UTC)


@pytest_asyncio.fixture
async def past(home: Home) -> AsyncIterator[HistoryServer]:
    made, app = HistoryServer(), web.Application()
    app.router.add_get("/history.json", made.get)
    made.windows = {"24h": {WHOLE: Subject(["ok"], ok=86_400)}, "7d": {WHOLE: Subject(["ok"], ok=604_800)}}
    async with serve(app, port=0, what="exporter") as url:
        endpoints.publish(home, "exporter", url, pid=os.getpid())
        yield made


async def test_only_what_is_shown_is_asked_for(home: Home, past: HistoryServer) -> None:
    assert await LoopbackStackClient(home).history() is not None
    assert sorted(past.asked) == [("24h", list(SUBJECTS)), ("7d", [WHOLE])]


WELL: dict[str, Any] = {
    "uptime": 1.0, "observed": 1.0, "seconds": {"ok": 9.0, "degraded": 0.0, "failing": 0.0}, "status": ["ok"],
}  # fmt: skip


@pytest.mark.parametrize(
    "subject",
    [
        {"observed": 1.0},
        WELL | {"observed": 1.01},
        WELL | {"observed": None},
        WELL | {"seconds": {"ok": -1.0, "degraded": 0.0, "failing": 0.0}},
        WELL | {"seconds": {"ok": float("nan"), "degraded": 0.0, "failing": 0.0}},
        WELL | {"seconds": {"ok": "much", "degraded": 0.0, "failing": 0.0}},
        WELL | {"status": "ok"},
        WELL | {"status": ["ok"] * 2_001},
        WELL | {"latency_avg_s": [-0.1]},
        WELL | {"latency_avg_s": [1e300]},
    ],
)
async def test_a_past_that_cannot_be_is_none(home: Home, past: HistoryServer, subject: object) -> None:
    past.instead = {"24h": {"subjects": {WHOLE: subject}}}
    assert await LoopbackStackClient(home).history() is None


@pytest.mark.parametrize("strange", [[], {}, {"subjects": []}, {"subjects": {}}, {"subjects": {"check:disk": WELL}}])
async def test_a_week_that_is_not_understood_costs_no_day(home: Home, past: HistoryServer, strange: object) -> None:
    past.instead = {"7d": strange}
    found = await LoopbackStackClient(home).history()
    assert found is not None
    assert (found.day, found.week) == (Uptime(86_400, 0, 1), None)
    past.instead = {"24h": strange}
    assert await LoopbackStackClient(home).history() is None


async def test_an_exporter_that_hangs_is_given_up(home: Home) -> None:
    forever, app = asyncio.Event(), web.Application()

    async def get(_: web.Request) -> web.Response:
        await forever.wait()
        return web.json_response(None)

    app.router.add_get("/history.json", get)
    async with serve(app, port=0, what="exporter") as url, asyncio.timeout(10):
        endpoints.publish(home, "exporter", url, pid=os.getpid())
        assert await LoopbackStackClient(home).history() is None
        forever.set()


async def test_words_and_fields_of_a_newer_exporter(home: Home, past: HistoryServer) -> None:
    past.instead = {"24h": {"mood": 1, "subjects": {WHOLE: WELL | {"mood": 1, "status": ["ok", "sleeping", None]}}}}
    found = await LoopbackStackClient(home).history()
    assert found is not None
    assert found.strips[0].steps == ["ok", "sleeping", None]


async def test_an_exporter_that_knows_no_past(home: Home, answers: Answers) -> None:
    answers.body = {"time": NOON.isoformat(), "checks": {}}
    assert await LoopbackStackClient(home).diagnosis() is not None
    assert await LoopbackStackClient(home).history() is None
