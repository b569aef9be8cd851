"""The stack's other programs, asked over loopback at the addresses that they publish."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import aiohttp
import psutil
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter, ValidationError

from ignis.domain.health.overview import CheckView, Diagnosis, IncidentView, ProgramView, RestartHold
from ignis.domain.health.uptime import GATEWAY, SUBJECTS, WHOLE, StackHistory, Strip, Uptime
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints

_TIMEOUT: Final = aiohttp.ClientTimeout(total=0.8)  # seconds; a reader waits
_LONGEST: Final = 3_600.0  # seconds; nothing that is asked takes that long
_MOST_STEPS: Final = 2_000  # of a window; the exporter gives about 300


class _Answer(BaseModel):
    """Other versions of a program may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Check(_Answer):
    status: str
    reason: str
    detail: str
    since: AwareDatetime | None


class _Hold(_Answer):
    program: str
    until: AwareDatetime
    reason: str


class _Health(_Answer):
    checks: dict[str, _Check]
    holds: list[_Hold] = []


class _Incident(_Answer):
    id: int
    title: str
    opened_at: AwareDatetime
    resolved_at: AwareDatetime | None
    died: list[AwareDatetime] = []


class _Incidents(_Answer):
    recent: list[_Incident]


_Seconds = Annotated[FiniteFloat, Field(ge=0)]
_Latency = Annotated[FiniteFloat, Field(ge=0, le=_LONGEST)]


class _Spent(_Answer):
    ok: _Seconds
    degraded: _Seconds
    failing: _Seconds


class _Subject(_Answer):
    observed: Annotated[FiniteFloat, Field(ge=0, le=1)]
    seconds: _Spent
    status: Annotated[list[str | None], Field(max_length=_MOST_STEPS)]
    latency_avg_s: Annotated[list[_Latency | None], Field(max_length=_MOST_STEPS)] = []

    @property
    def uptime(self) -> Uptime:
        """From the seconds: the exporter's own ratio may be rounded."""
        return Uptime(self.seconds.ok + self.seconds.degraded, self.seconds.failing, self.observed)


class _History(_Answer):
    subjects: dict[str, _Subject]


class LoopbackStackClient:
    """The Neighbours of production. `sandbox` and `ui` are no programs that a community runs on."""

    def __init__(self, home: Home) -> None:
        self._home = home

    async def diagnosis(self) -> Diagnosis | None:
        found = await self._ask("exporter", "/health", TypeAdapter(_Health))
        if found is None:
            return None
        checks = [CheckView(name, one.status, one.reason, one.detail, one.since) for name, one in found.checks.items()]
        return Diagnosis(checks, [RestartHold(one.program, one.until, one.reason) for one in found.holds])

    async def incidents(self) -> Sequence[IncidentView] | None:
        found = await self._ask("relay", "/incidents", TypeAdapter(_Incidents))
        if found is None:
            return None
        recent = [IncidentView(one.id, one.title, one.opened_at, one.resolved_at, one.died) for one in found.recent]
        return sorted(recent, key=lambda one: one.number, reverse=True)

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
        found = await self._ask("exporter", f"/history.json?{query}", TypeAdapter(_History))
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

    async def _ask(self, program: str, path: str, shape: TypeAdapter[Any]) -> Any:
        """None for no answer, and for one that is not that program's."""
        published = endpoints.read(self._home).get(program)
        if published is None:
            return None
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as http,
                http.get(published.url + path, allow_redirects=False) as answer,
            ):
                return shape.validate_json(await answer.read())
        except (aiohttp.ClientError, OSError, TimeoutError, ValidationError):
            return None


def _started(pid: int) -> datetime | None:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return datetime.fromtimestamp(process.create_time(), UTC)
    except psutil.Error:
        return None
