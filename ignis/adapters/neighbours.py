"""The stack's other programs, asked over loopback at the addresses that they publish."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp
import psutil
from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from ignis.domain.health import Check, Diagnosis, Hold, Incident, Program
from ignis.runtime import endpoints
from ignis.runtime.home import Home

_TIMEOUT: Final = aiohttp.ClientTimeout(total=0.8)  # seconds; a reader waits


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


class LoopbackNeighbours:
    """The Neighbours of production. `sandbox` and `ui` are no programs that a community runs on."""

    def __init__(self, home: Home) -> None:
        self._home = home

    async def diagnosis(self) -> Diagnosis | None:
        found = await self._ask("exporter", "/health", TypeAdapter(_Health))
        if found is None:
            return None
        checks = [Check(name, one.status, one.reason, one.detail, one.since) for name, one in found.checks.items()]
        return Diagnosis(checks, [Hold(one.program, one.until, one.reason) for one in found.holds])

    async def incidents(self) -> Sequence[Incident] | None:
        found = await self._ask("relay", "/incidents", TypeAdapter(_Incidents))
        if found is None:
            return None
        recent = [Incident(one.id, one.title, one.opened_at, one.resolved_at, one.died) for one in found.recent]
        return sorted(recent, key=lambda one: one.number, reverse=True)

    async def programs(self) -> Sequence[Program]:
        return await asyncio.to_thread(self._programs)

    def _programs(self) -> Sequence[Program]:
        published = endpoints.read(self._home)
        return [
            Program(name, _started(published[name].pid)) for name in ("bot", "exporter", "relay") if name in published
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
