"""Asking the programs themselves: do they answer, are they ready, what does the exporter know?"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Literal

import aiohttp
import psutil
from pydantic import BaseModel, ValidationError

from ignis.runtime.endpoints import READY_PATH
from probes.restarts.control import ProgramState, State

_GATE = "probes.restarts.gate"
_LIVE_PATH = {"bot": "/livez", "exporter": "/livez"}  # still answered when the ready path waits
_FRESH = timedelta(seconds=30)
_LONGEST_BODY = 1024 * 1024


@dataclass(frozen=True)
class Answers:
    """`asked`: there was an address to ask at. `started`: the program has left the restart gate."""

    asked: bool
    started: bool
    answered: bool
    ready: bool


class _Check(BaseModel):
    status: str
    since: datetime | None = None
    last_run: datetime | None = None


class _Health(BaseModel):
    time: datetime
    checks: dict[str, _Check]


class Inquiry:
    """Never raises for what a program does or fails to do; each question has its own timeout."""

    def __init__(self, session: aiohttp.ClientSession, timeout_s: float) -> None:
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def ask(self, program: ProgramState, url: str | None) -> Answers:
        """Asks at `url`. A program that speaks no HTTP is ready once supervisor calls it running.

        One whose address nobody knows is not ready, and not asked either: that is no silence of its own.
        """
        path = READY_PATH.get(program.name)
        if program.state is not State.RUNNING or program.pid is None:
            return Answers(asked=False, started=False, answered=False, ready=False)
        if path is None:
            return Answers(asked=False, started=True, answered=True, ready=True)
        if url is None:
            return Answers(asked=False, started=not in_gate(program.pid), answered=False, ready=False)
        # side by side: a hung program must not hold up the look at the others for two timeouts
        paths = {path, _LIVE_PATH.get(program.name, path)}
        found = dict(zip(paths, await asyncio.gather(*(self._status(url + one) for one in paths)), strict=True))
        answered = any(status is not None for status in found.values())
        started = answered or not in_gate(program.pid)
        return Answers(asked=True, started=started, answered=answered, ready=found[path] == HTTPStatus.OK)

    async def bot_failing_for(self, exporter: str) -> float | None:
        """For how many seconds the exporter has found the bot dead; None when it has not, or does not answer."""
        try:
            async with self._session.get(f"{exporter}/health", timeout=self._timeout) as response:
                return failing_for(await response.content.read(_LONGEST_BODY))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None

    async def _status(self, url: str) -> int | None:
        """None when there was no HTTP answer at all."""
        try:
            async with self._session.get(url, timeout=self._timeout, allow_redirects=False) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None


def failing_for(health: bytes, check: Literal["bot_liveness"] = "bot_liveness") -> float | None:
    """Seconds since the check turned failing, by the exporter's own clock; None for stale or unreadable news."""
    try:
        news = _Health.model_validate_json(health)
        found = news.checks[check]
        if found.status != "failing" or found.since is None or found.last_run is None:
            return None
        return (news.time - found.since).total_seconds() if news.time - found.last_run <= _FRESH else None
    except (ValidationError, KeyError, TypeError):  # TypeError: times with and without a zone
        return None


def in_gate(pid: int) -> bool:
    """Whether the process still waits in the restart gate, where silence is its duty."""
    try:
        return _GATE in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
