"""`/status.json` and `/events` on real sockets: what is so now, told to many at the cost of one look."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from ignis import __version__
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http import serve
from probes.exporter.schedule.registry import CheckRegistry
from probes.exporter.status.holds import Holds
from probes.exporter.status.live import LivePace, LiveStatus
from probes.exporter.status.stack_snapshot import StackObserver
from probes.exporter.status.status_routes import status_routes
from probes.outcome import CheckReason, CheckResult, CheckStatus
from probes.relay.incidents.incident import Resolution
from probes.relay.server import as_json
from probes.restarts.control import ProgramState
from probes.restarts.policy import RestartPolicy
from tests.probes.relay.rig import T0, incident
from tests.probes.stand_ins import FakeBot, FakeControl, fake_bot, new_home, program
from tests.support.waiting import eventually

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PING = ": ping"
QUICK = LivePace(tick=0.02, look=0.02, silence=0.3)
CALM = LivePace(tick=0.02, look=0.02, silence=60)
CLOSED = {"name": "roblox", "state": "closed", "since": "2026-01-01T00:00:00Z", "failures": 0}
INCIDENTS = {"open": [], "recent": [as_json(incident(7).resolved(T0, Resolution.BACK), "sent")]}


@dataclass
class CountingControl(FakeControl):
    looks: int = 0

    def programs(self) -> tuple[ProgramState, ...]:
        self.looks += 1
        return super().programs()


@dataclass
class Exporter:
    home: Home
    registry: CheckRegistry
    bot: FakeBot
    relay: FakeBot
    live: LiveStatus
    http: aiohttp.ClientSession
    url: str = ""
    control: CountingControl = field(default_factory=lambda: CountingControl((program("bot", pid=5, since=NOON),)))

    async def status(self) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/status.json") as response:
            assert response.headers["Cache-Control"] == "no-store"
            body: dict[str, Any] = await response.json()
            return body

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[AsyncIterator[str]]:
        """The stream's blocks, without the first, which tells when to come back."""
        async with self.http.get(f"{self.url}/events") as response:
            assert response.content_type == "text/event-stream"
            assert await response.content.readuntil(b"\n\n") == b"retry: 1000\n\n"
            yield blocks(response)


async def blocks(response: aiohttp.ClientResponse) -> AsyncIterator[str]:
    while block := await response.content.readuntil(b"\n\n"):
        yield block.decode().rstrip("\n")


async def _after_comments(stream: AsyncIterator[str]) -> str:
    """The next block that is no comment: on a busy machine the first message may come later than a comment."""
    while (block := await anext(stream)) == PING:
        pass
    return block


def message(block: str) -> dict[str, Any]:
    kind, _, data = block.splitlines()
    assert kind == "event: status"
    shown: dict[str, Any] = json.loads(data.removeprefix("data: "))
    return shown


@asynccontextmanager
async def exporter(folder: Path, *, pace: LivePace = CALM, ping: float = 60) -> AsyncGenerator[Exporter]:
    home, registry, control = new_home(folder / "var"), CheckRegistry(["bot_liveness", "disk"]), CountingControl()
    control.known = (program("bot", pid=5, since=NOON),)
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    async with fake_bot() as bot, fake_bot() as relay, aiohttp.ClientSession(connector=connector) as http:
        endpoints.publish(home, "bot", bot.url, pid=5)
        endpoints.publish(home, "relay", relay.url, pid=6)
        bot.answers["/state"] = 200, {"gateway": {"status": "ready"}, "circuits": [CLOSED]}
        relay.answers["/incidents"] = 200, INCIDENTS
        observer = StackObserver(
            home, control, Holds(home.restarts, RestartPolicy()), http, clock=SystemClock(), timeout_s=2
        )
        live, app = LiveStatus(registry, observer, clock=SystemClock(), pace=pace), web.Application()
        app.add_routes(status_routes(live, ping=ping))
        app.on_shutdown.append(lambda _: live.close())
        running = asyncio.create_task(live.run())
        try:
            async with serve(app, port=0, what="exporter") as url:
                yield Exporter(home, registry, bot, relay, live, http, url, control)
        finally:
            running.cancel()
            await asyncio.wait({running})


async def test_everything_that_is_so_now_in_one_answer(tmp_path: Path) -> None:
    async with exporter(tmp_path) as at:
        at.registry.record("disk", CheckResult(CheckStatus.DEGRADED, CheckReason.LOW_SPACE, "900 MiB", 0.25), NOON)
        shown = await at.status()
    assert (shown["version"], shown["status"]) == (__version__, "degraded")
    assert datetime.fromisoformat(shown["time"]).tzinfo is not None
    since = "2026-01-01T12:00:00+00:00"
    assert shown["programs"] == [{"name": "bot", "state": "RUNNING", "pid": 5, "since": since, "hold": None}]
    assert [check["name"] for check in shown["checks"]] == ["bot_liveness", "disk"]
    assert shown["checks"][1] == {
        "name": "disk", "status": "degraded", "reason": "low_space", "detail": "900 MiB", "since": since,
        "changed": since, "latency_s": 0.25, "consecutive_failures": 0, "last_run": since, "next_run": None,
    }  # fmt: skip
    assert shown["circuits"] == [
        {
            "name": "roblox", "state": "closed", "since": "2026-01-01T00:00:00+00:00", "until": None, "failures": 0,
            "last_error": None,
        }
    ]  # fmt: skip
    assert shown["incidents"] == {
        **INCIDENTS, "pause": None, "quiet_until": None, "silences": [], "actions": [], "webhook": None, "roads": [],
    }  # fmt: skip


async def test_who_does_not_answer_is_null(tmp_path: Path) -> None:
    async with exporter(tmp_path) as at:
        at.control.known = None
        at.bot.answers["/state"], at.relay.answers["/incidents"] = (500, "no"), (200, {"open": [1], "recent": []})
        shown = await at.status()
        assert (shown["programs"], shown["circuits"], shown["incidents"]) == (None, None, None)
        endpoints.forget(at.home)
        await asyncio.sleep(CALM.look)
        assert (await at.status())["incidents"] is None


async def test_a_listener_is_told_at_once_and_of_every_change_but_not_of_what_always_changes(tmp_path: Path) -> None:
    async with exporter(tmp_path) as at, at.listening() as stream:
        assert message(await anext(stream))["status"] == "unknown"
        for status in (CheckStatus.OK, CheckStatus.FAILING):
            at.registry.record("disk", CheckResult(status, detail="1 s", latency_s=0.1), NOON)
            shown = message(await anext(stream))
            assert shown["checks"][1]["status"] == status
        looks = at.control.looks
        at.registry.record("disk", CheckResult(CheckStatus.FAILING, detail="2 s", latency_s=0.2), datetime.now(UTC))
        at.registry.plan("disk", datetime.now(UTC))
        await eventually(lambda: at.control.looks >= looks + 5, "it has been looked at, and not told")
        at.control.known = (program("bot", pid=6, since=NOON),)
        shown = message(await anext(stream))
        assert (shown["programs"][0]["pid"], shown["checks"][1]["detail"]) == (6, "2 s")


async def test_where_nothing_changes_the_same_is_told_again_and_comments_come_between(tmp_path: Path) -> None:
    async with exporter(tmp_path, pace=QUICK, ping=0.05) as at, at.listening() as stream:
        first = message(await _after_comments(stream))
        seen = [await anext(stream)]
        while PING not in seen or seen[-1] == PING:  # on a busy machine a message may come without a comment before it
            seen.append(await anext(stream))
        again = message(seen[-1])
        assert again["time"] > first["time"]


async def test_many_listeners_cost_one_look_and_none_costs_nothing(tmp_path: Path) -> None:
    async with exporter(tmp_path, pace=LivePace(tick=0.05, look=60, silence=60)) as at:

        async def listen() -> str:
            async with at.listening() as stream:
                return str(message(await anext(stream))["time"])

        assert len(await asyncio.gather(*(listen() for _ in range(50)))) == 50
        assert at.control.looks == 1
        assert at.live.followers <= 50
    async with exporter(tmp_path / "idle", pace=QUICK) as at:
        await asyncio.sleep(10 * QUICK.tick)
        assert at.control.looks == 0


async def test_a_stop_ends_every_stream_in_order(tmp_path: Path) -> None:
    async with exporter(tmp_path) as at, at.listening() as one, at.listening() as other:
        message(await anext(one))
        message(await anext(other))
        await at.live.close()
        assert [block async for block in one] == [block async for block in other] == []  # broken off, it would raise


async def test_who_has_left_is_forgotten(tmp_path: Path) -> None:
    async with exporter(tmp_path, pace=QUICK, ping=0.05) as at:
        async with at.listening() as stream:
            await anext(stream)
            assert at.live.followers == 1
        await eventually(lambda: not at.live.followers, "nobody is left")
        looks = at.control.looks
        await asyncio.sleep(10 * QUICK.tick)
        assert at.control.looks <= looks + 1  # the one that was under way
