"""One look at what the exporter does not check itself: programs, circuits, incidents. Shared by all who want to know.

supervisord, the bot and the relay are asked side by side; who does not answer is None, and holds up nobody else.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.endpoints import Endpoint
from probes.exporter.status.holds import Holds
from probes.peers.http_probe import HttpAnswer, ask
from probes.peers.program_client import ProgramClient
from probes.peers.schemas import ReportedCircuit
from probes.restarts.control import ControlError, ProcessControl, ProgramState
from probes.restarts.holds import GateHold

_INCIDENTS_EVERY: Final = 10.0  # seconds; the relay's whole answer is long, and nobody waits for it
_WATCHED: Final = 2.0  # a look that may be no older than this is for somebody who watches


@dataclass(frozen=True)
class StackSnapshot:
    """`incidents` is what the relay's `GET /incidents` answers."""

    at: datetime
    programs: tuple[ProgramState, ...] | None = None
    holds: tuple[GateHold, ...] = ()
    circuits: tuple[ReportedCircuit, ...] | None = None
    incidents: Mapping[str, Any] | None = None


class StackObserver:
    def __init__(
        self,
        home: Home,
        control: ProcessControl,
        holds: Holds,
        http: aiohttp.ClientSession,
        *,
        clock: Clock,
        timeout_s: float,
    ) -> None:
        """`timeout_s` is for each question to the bot and the relay."""
        self._home = home
        self._control = control
        self._holds = holds
        self._http = http
        self._inquiry = ProgramClient(http, timeout_s)
        self._clock = clock
        self._timeout_s = timeout_s
        self._looking = asyncio.Lock()
        self._looked_at: float | None = None
        self._incidents_at: float | None = None
        self._last = StackSnapshot(clock.now())

    @property
    def last(self) -> StackSnapshot:
        """What was last seen; nothing before the first look."""
        return self._last

    async def look(self, not_older_than: float) -> StackSnapshot:
        """What is so now, or was at most that many seconds ago. However many ask at once, one looks."""
        async with self._looking:
            now = self._clock.monotonic()
            if self._looked_at is None or now - self._looked_at > not_older_than:
                self._last = await self._look(not_older_than)
                self._looked_at = now
            return self._last

    async def _look(self, not_older_than: float) -> StackSnapshot:
        known = endpoints.read(self._home)
        programs, circuits, incidents = await asyncio.gather(
            asyncio.to_thread(self._programs),
            self._circuits(known.get("bot")),
            self._incidents(known.get("relay"), not_older_than),
        )
        return StackSnapshot(self._clock.now(), programs, tuple(self._holds.read()), circuits, incidents)

    def _programs(self) -> tuple[ProgramState, ...] | None:
        try:
            return self._control.programs()
        except ControlError:  # the check `process_state` tells of it
            return None

    async def _circuits(self, bot: Endpoint | None) -> tuple[ReportedCircuit, ...] | None:
        state = await self._inquiry.bot_state(bot.url) if bot else None
        return state.circuits if state else None

    async def _incidents(self, relay: Endpoint | None, not_older_than: float) -> Mapping[str, Any] | None:
        now = self._clock.monotonic()
        fresh = self._incidents_at is not None and now - self._incidents_at < _INCIDENTS_EVERY
        if fresh and not_older_than > _WATCHED and self._last.incidents is not None:
            return self._last.incidents
        if relay is None:
            return None
        answer = await ask(self._http, relay, "/incidents", timeout_s=self._timeout_s, clock=self._clock)
        self._incidents_at = now
        good = isinstance(answer, HttpAnswer) and answer.status == HTTPStatus.OK
        return answer.body if isinstance(answer, HttpAnswer) and good and _is_list_of_incidents(answer.body) else None


def _is_list_of_incidents(body: Mapping[str, Any]) -> bool:
    """Whether it has the shape that the page relies on."""
    return all(
        isinstance(body.get(key), list) and all(isinstance(one, dict) for one in body[key])
        for key in ("open", "recent")
    )
