"""The other programs as they really answer, do not answer, or answer something else."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from ignis.adapters.neighbours import LoopbackNeighbours
from ignis.domain.health import Check, Hold, Incident
from ignis.runtime import endpoints
from ignis.runtime.home import Home
from ignis.runtime.http import serve

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CHECK = {"status": "ok", "reason": "none", "detail": "fine", "since": NOON.isoformat(), "latency_s": 0.1}
INCIDENT = {
    "id": 1, "title": "bot crashed", "opened_at": NOON.isoformat(), "resolved_at": None, "kind": "crashed",
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
    neighbours = LoopbackNeighbours(home)
    hold = {"program": "bot", "until": NOON.isoformat(), "reason": "budget"}
    answers.body = {"status": "ok", "checks": {"disk": CHECK}, "holds": [hold]}
    found = await neighbours.diagnosis()
    assert found is not None
    assert found.checks == [Check("disk", "ok", "none", "fine", NOON)]
    assert found.holds == [Hold("bot", NOON, "budget")]
    answers.body = {"open": [], "recent": [INCIDENT, INCIDENT | {"id": 2, "resolved_at": NOON.isoformat()}]}
    assert await neighbours.incidents() == [
        Incident(2, "bot crashed", NOON, NOON, [NOON]),
        Incident(1, "bot crashed", NOON, None, [NOON]),
    ]


@pytest.mark.parametrize(
    "body", [[], {"checks": 3}, {"error": "x"}, web.Response(text="<html>"), web.Response(status=500)]
)
async def test_what_is_not_theirs_is_no_answer(home: Home, answers: Answers, body: object) -> None:
    answers.body = body
    assert await LoopbackNeighbours(home).diagnosis() is None
    assert await LoopbackNeighbours(home).incidents() is None


async def test_nobody_there(home: Home) -> None:
    neighbours = LoopbackNeighbours(home)
    assert await neighbours.diagnosis() is None
    endpoints.publish(home, "relay", "http://127.0.0.1:9", pid=2**22 + 1)
    assert await neighbours.incidents() is None


async def test_who_runs_since_when(home: Home) -> None:
    endpoints.publish(home, "bot", "http://127.0.0.1:9", pid=os.getpid())
    endpoints.publish(home, "relay", "http://127.0.0.1:9", pid=2**22 + 1)
    bot, relay = await LoopbackNeighbours(home).programs()
    assert (bot.name, relay.name, relay.since) == ("bot", "relay", None)
    assert bot.since is not None
    assert bot.since < datetime.now(UTC)
