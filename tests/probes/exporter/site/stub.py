"""An exporter that answers from values: what the status page is tried against, with every trouble there is."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from probes.exporter import page

HOSTILE = "<img src=x onerror=\"document.title='broken into'\"><script>document.title='broken into'</script>"
CHECKS = (
    *("bot_liveness", "process_state", "restart_budget", "discord_gateway", "discord_api", "database", "cache"),
    *("commands", "config", "bloxlink", "roblox", "circuits", "memory", "disk", "clock"),
)
PROGRAMS = ("bot", "exporter", "relay", "sandbox")
CIRCUITS = ("bloxlink", "discord_rest", "roblox_cloud", "roblox_thumbnails")
WORK = {
    "seen": 120,
    "followed": 120,
    "late": 0,
    "lost": 0,
    "waiting": 0,
    "slowest": 3.24,
    "known": 42,
    "total": 42,
    "whole": True,
}
DAY = 86_400
STEPS = {"24h": (300, 288), "7d": (1800, 336), "30d": (7200, 360), "90d": (DAY, 90), "365d": (DAY, 365)}
# what goes beyond the right edge of the window, as the beginnings of its markup
TOO_WIDE = """[...document.querySelectorAll("html, body *")]
    .filter(one => one.checkVisibility() && !one.closest(".unseen, .skip"))
    .map(one => [one, one.matches("html") ? one.scrollWidth : one.getBoundingClientRect().right])
    .filter(([, right]) => right > innerWidth + 0.5)
    .map(([one]) => one.outerHTML.slice(0, 100))"""
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

Json = dict[str, Any]


def ago(**span: float) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def in_(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


def check(name: str, status: str = "ok", **more: Any) -> Json:
    return {
        "name": name,
        "status": status,
        "reason": "none",
        "detail": "",
        "since": ago(hours=7),
        "changed": ago(hours=7),
        "latency_s": 0.0123,
        "consecutive_failures": 0,
        "last_run": ago(seconds=2),
        "next_run": in_(seconds=300),
        **more,
    }


def incident(number: int, title: str = "bot crashed", **more: Any) -> Json:
    """Open, unless `resolved_at` is given."""
    over = more.get("resolved_at") is not None
    return {
        "id": number,
        "subject": "process:bot",
        "title": title,
        "kind": "crashed",
        "open": not over,
        "opened_at": ago(minutes=4),
        "resolved_at": None,
        "resolution": "back" if over else None,
        "duration_s": 12.5 if over else None,
        "deaths": 1,
        "died": [ago(minutes=4)],
        "causes": [{"at": ago(minutes=4), "text": "killed by SIGKILL (pid 7695)"}],
        "tried": ["restarted (pid 7849)"],
        "last_words": None,
        "until": None,
        "message": "sent",
        **more,
    }


def span(number: int, name: str, parent: int | None, start: datetime, took: tuple[float, float], **more: Any) -> Json:
    """`took`: when it began after `start`, and for how long, in ms."""
    at_ms, took_ms = took
    return {
        "span_id": f"{number:016x}",
        "parent_id": None if parent is None else f"{parent:016x}",
        "name": name,
        "kind": "internal",
        "start": (start + timedelta(milliseconds=at_ms)).isoformat(),
        "duration_s": took_ms / 1000,
        "status": "unset",
        "attributes": {},
        **more,
    }


def userinfo_spans() -> list[Json]:
    start = datetime.now(UTC) - timedelta(minutes=2)
    return [
        span(1, "/userinfo", None, start, (0, 184), kind="server", attributes={"command": "userinfo", "outcome": "ok"}),
        span(2, "acknowledge", 1, start, (2, 21), kind="client", attributes={"http.status_code": 200}),
        span(3, "profiles.show", 1, start, (24, 118)),
        span(4, "query find_member", 3, start, (26, 3.4)),
        span(5, "bloxlink: account of a member", 3, start, (31, 64), kind="client", status="error"),
        span(6, "roblox_thumbnails: headshot", 3, start, (97, 41), kind="client"),
        span(7, "draw ladder", 1, start, (143, 14)),
        span(8, "answer", 1, start, (158, 25), kind="client"),
    ]


class StubExporter:
    """All is well, until the test says otherwise; `tell()` makes the page hear of it."""

    def __init__(self) -> None:
        self.status: Json = {
            "version": "0.1.0",
            "status": "ok",
            "outage": None,
            "programs": [
                {"name": name, "state": "RUNNING", "pid": 4200 + place, "since": ago(hours=7), "hold": None}
                for place, name in enumerate(PROGRAMS)
            ],
            "checks": [check(name) for name in CHECKS],
            "circuits": [
                {
                    "name": name,
                    "state": "closed",
                    "since": ago(hours=7),
                    "until": None,
                    "failures": 0,
                    "last_error": None,
                }
                for name in CIRCUITS
            ],
            "work": dict(WORK),
            "incidents": {"open": [], "recent": []},
        }
        self.past: Callable[[str], Json] = full_history
        self.history_problem: str | None = None
        self.asked: Counter[str] = Counter()  # windows of the history
        self.traces: Json = {"kept_by": "memory", "traces": []}
        self.spans: dict[str, list[Json]] = {}
        self.away = False
        self.connections = 0
        self._listeners: dict[web.StreamResponse, asyncio.Event] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(page.routes())
        app.router.add_get("/events", self._events)
        app.router.add_get("/history.json", self._history)
        app.router.add_get("/traces.json", self._traces)
        app.router.add_get("/traces/{id}.json", self._trace)
        app.on_shutdown.append(self._end)
        return app

    def check(self, name: str, status: str, **more: Any) -> None:
        place = CHECKS.index(name)
        self.status["checks"][place] = check(name, status, **more)

    def program(self, name: str, /, **more: Any) -> None:
        self.status["programs"][PROGRAMS.index(name)].update(more)

    def circuit(self, name: str, /, **more: Any) -> None:
        self.status["circuits"][CIRCUITS.index(name)].update(more)

    async def tell(self) -> None:
        """Sends the status, as it is now, to everybody who listens."""
        for listener in tuple(self._listeners):
            await self._send(listener)

    async def hang_up(self) -> None:
        """The exporter is gone: its streams end, and it answers nothing but 503, until `away` is False."""
        self.away = True
        for over in self._listeners.values():
            over.set()
        self._listeners.clear()

    async def _end(self, _: web.Application) -> None:
        await self.hang_up()

    async def _send(self, listener: web.StreamResponse) -> None:
        body = json.dumps({"time": datetime.now(UTC).isoformat(), **self.status})
        with suppress(ConnectionError):  # a page that has just been closed
            await listener.write(f"event: status\ndata: {body}\n\n".encode())

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self._present()
        self.connections += 1
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        over = self._listeners[stream] = asyncio.Event()
        await self._send(stream)
        await over.wait()
        return stream

    async def _history(self, request: web.Request) -> web.Response:
        self._present()
        self.asked[request.query.get("window", "24h")] += 1
        if self.history_problem is not None:
            return web.json_response({"error": self.history_problem}, status=503)
        return web.json_response(self.past(request.query.get("window", "24h")))

    async def _traces(self, _: web.Request) -> web.Response:
        self._present()
        return web.json_response(self.traces)

    async def _trace(self, request: web.Request) -> web.Response:
        self._present()
        name = request.match_info["id"]
        if name not in self.spans:
            return web.json_response({"error": "no such trace"}, status=404)
        return web.json_response({"trace_id": name, "spans": self.spans[name]})

    def _present(self) -> None:
        if self.away:
            raise web.HTTPServiceUnavailable


def history(window: str, subjects: dict[str, list[float | None]], **more: Any) -> Json:
    """`subjects`: the share of each step that was up; None where nothing was observed."""
    step, count = STEPS[window]
    last = int(datetime.now(UTC).timestamp()) // step * step
    times = [last - step * (count - 1 - place) for place in range(count)]
    return {
        "window": window,
        "from": datetime.fromtimestamp(times[0], UTC).isoformat(),
        "to": datetime.fromtimestamp(last + step, UTC).isoformat(),
        "step_s": step,
        "times": times,
        "subjects": {name: _subject(name, up, step) for name, up in subjects.items()},
        "incidents": [],
        "transitions": [],
        **more,
    }


def _subject(name: str, up: list[float | None], step: int) -> Json:
    known = [ratio for ratio in up if ratio is not None]
    down = sum(1 - ratio for ratio in known) * step
    found: Json = {
        "uptime": sum(known) / len(known) if known else None,
        "observed": len(known) / len(up),
        "seconds": {"ok": len(known) * step - down, "degraded": 0.0, "failing": down},
        "status": [None if ratio is None else "ok" if ratio == 1 else "failing" for ratio in up],
        "up": up,
    }
    if name.startswith("check:"):
        lags = [None if ratio is None else _lag(name, place) for place, ratio in enumerate(up)]
        found["latency_avg_s"] = lags
        found["latency_max_s"] = [None if lag is None else lag * (2 + place % 5) for place, lag in enumerate(lags)]
    return found


def _lag(name: str, place: int) -> float:
    """Seconds: a made-up curve, the same each time, with a hump in the middle of the day."""
    hump = 1 + ((place * 7919 + len(name) * 31) % 97) / 140 + (1.3 if place % 288 in range(120, 190) else 0)
    return 0.011 * hump


def subjects_of(up: Iterable[float | None]) -> dict[str, list[float | None]]:
    """Every subject there is, all with the same past."""
    shares = list(up)
    names = ("ignis", *(f"program:{name}" for name in PROGRAMS), *(f"check:{name}" for name in CHECKS))
    return {name: list(shares) for name in (*names, *(f"circuit:{name}" for name in CIRCUITS))}


def full_history(window: str) -> Json:
    return history(window, subjects_of([1.0] * STEPS[window][1]))


def no_history(window: str) -> Json:
    """The first start."""
    return history(window, subjects_of([None] * STEPS[window][1]))


def young_history(window: str) -> Json:
    """Only the last step is observed, of whatever length."""
    return history(window, subjects_of([None] * (STEPS[window][1] - 1) + [0.8338]))


def chequered_history(window: str) -> Json:
    """Half of it is not observed; then good days with a brief, a longer and a long downtime of the bot between them."""
    count = STEPS[window][1]
    up: list[float | None] = [None] * (count // 2) + [1.0] * (count - count // 2)
    made = subjects_of(up)
    for name in ("ignis", "program:bot", "check:bot_liveness", "check:discord_gateway"):
        made[name][-3], made[name][-6], made[name][-20] = 0.9987, 0.94, 0.41
    made["check:bloxlink"][-11] = 0.97
    step = STEPS[window][0]
    opened = datetime.fromtimestamp(int(datetime.now(UTC).timestamp()) // step * step - 2 * step + step / 3, UTC)
    past = {
        "number": 7,
        "subject": "process:bot",
        "title": "bot is back",
        "kind": "crashed",
        "opened_at": opened.isoformat(),
        "resolved_at": (opened + timedelta(seconds=93)).isoformat(),
        "duration_s": 93.0,
        "deaths": 2,
    }
    found = history(window, made, incidents=[past])
    found["subjects"]["check:roblox"]["status"][-5] = "degraded"
    return found
