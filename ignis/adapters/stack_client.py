"""Asks the stack's other programs over loopback, at the addresses that they publish."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar
from urllib.parse import urlencode

import aiohttp
from pydantic import Field, FiniteFloat

from ignis.domain.health.overview import CheckView, Diagnosis, IncidentView, ProgramView, RestartHold
from ignis.domain.health.uptime import GATEWAY, SUBJECTS, WHOLE, StackHistory, Strip, Uptime
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.http_shapes import ReportedHealth, ReportedIncident, ReportedIncidents, Shape

_TIMEOUT: Final = aiohttp.ClientTimeout(total=0.8)  # seconds; a person waits
_LONGEST: Final = 3_600.0  # seconds; no check takes that long
_MOST_STEPS: Final = 2_000  # in a window; the exporter gives about 300
_Shape = TypeVar("_Shape", bound=Shape)


_Seconds = Annotated[FiniteFloat, Field(ge=0)]
_Latency = Annotated[FiniteFloat, Field(ge=0, le=_LONGEST)]


class _Spent(Shape):
    ok: _Seconds
    degraded: _Seconds
    failing: _Seconds


class _Subject(Shape):
    observed: Annotated[FiniteFloat, Field(ge=0, le=1)]
    seconds: _Spent
    status: Annotated[list[str | None], Field(max_length=_MOST_STEPS)]
    latency_avg_s: list[_Latency | None] = Field(default_factory=list[_Latency | None], max_length=_MOST_STEPS)

    @property
    def uptime(self) -> Uptime:
        """From the seconds: the exporter's own ratio may be rounded."""
        return Uptime(self.seconds.ok + self.seconds.degraded, self.seconds.failing, self.observed)


class _History(Shape):
    subjects: dict[str, _Subject]


class LoopbackStackClient:
    """The `StackClient` of production. It leaves out `sandbox` and `ui`, which no community runs."""

    def __init__(self, home: Home) -> None:
        self._home = home

    async def diagnosis(self) -> Diagnosis | None:
        found = await self._ask("exporter", "/health", ReportedHealth)
        if found is None:
            return None
        checks = [CheckView(name, one.status, one.reason, one.detail, one.since) for name, one in found.checks.items()]
        return Diagnosis(checks, [RestartHold(one.program, one.until, one.reason) for one in found.holds])

    async def incidents(self) -> Sequence[IncidentView] | None:
        found = await self._ask("relay", "/incidents", ReportedIncidents)
        if found is None:
            return None
        return sorted(map(_incident, found.recent), key=lambda one: one.number, reverse=True)

    async def history(self) -> StackHistory | None:
        day, week = await asyncio.gather(self._window("24h", SUBJECTS), self._window("7d", [WHOLE]))
        if WHOLE not in day:
            return None
        strips = [Strip(name, day[name].uptime, day[name].status) for name in SUBJECTS if name in day]
        return StackHistory(
            day=day[WHOLE].uptime,
            week=week[WHOLE].uptime if WHOLE in week else None,
            strips=[strip for strip in strips if strip.uptime.observed],
            latency=day[GATEWAY].latency_avg_s if GATEWAY in day else (),
        )

    async def _window(self, window: str, subjects: Iterable[str]) -> Mapping[str, _Subject]:
        query = urlencode([("window", window), *(("subject", name) for name in subjects)])
        found = await self._ask("exporter", f"/history.json?{query}", _History)
        return found.subjects if found is not None else {}

    async def programs(self) -> Sequence[ProgramView]:
        return await asyncio.to_thread(self._programs)

    def _programs(self) -> Sequence[ProgramView]:
        published = endpoints.read(self._home)
        return [
            ProgramView(name, _started(published[name].pid))
            for name in ("bot", "exporter", "relay")
            if name in published
        ]

    async def _ask(self, program: str, path: str, shape: type[_Shape]) -> _Shape | None:
        """Return None if there is no answer, or one that the program would never give."""
        published = endpoints.read(self._home).get(program)
        if published is None:
            return None
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as http,
                http.get(published.url + path, allow_redirects=False) as answer,
            ):
                return shape.parse(await answer.read())
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None


def _started(pid: int) -> datetime | None:
    import psutil  # noqa: PLC0415  10 ms of the bot's start, needed by /health alone

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return datetime.fromtimestamp(process.create_time(), UTC)
    except psutil.Error:
        return None


def _incident(one: ReportedIncident) -> IncidentView:
    _, _, name = one.subject.partition(":")
    return IncidentView(
        one.id, one.title, one.opened_at, one.resolved_at, one.died, kind=one.kind, name=name, resolution=one.resolution
    )
