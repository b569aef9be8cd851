"""One look at what the exporter does not check itself: programs, circuits, incidents. All readers share it.

supervisord, the bot and the relay are asked at the same time. The part of one that does not answer is None, and delays
no other part.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

import aiohttp

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.endpoints import Endpoint
from ignis.runtime.stack.http_shapes import (
    ReportedBotState,
    ReportedChanges,
    ReportedCircuit,
    ReportedHold,
    ReportedIncidents,
    ReportedMembers,
)
from probes.exporter.status.holds import Holds
from probes.peers.http_probe import HttpAnswer, ask
from probes.peers.program_client import ProgramClient
from probes.restarts.control import ProcessControl, ProcessControlError, ProgramState

_INCIDENTS_EVERY: Final = 10.0  # seconds; the relay's whole answer is long, and can wait when nobody watches
_WATCHED: Final = 2.0  # a caller that accepts no older snapshot than this serves a person who watches the page


@dataclass(frozen=True)
class StackSnapshot:
    at: datetime
    programs: tuple[ProgramState, ...] | None = None
    holds: tuple[ReportedHold, ...] = ()
    circuits: tuple[ReportedCircuit, ...] | None = None
    incidents: ReportedIncidents | None = None
    changes: ReportedChanges | None = None
    members: ReportedMembers | None = None


class StackObserver:
    """Looks at the programs, the circuits and the incidents for all who want to know.

    Example:
    >>> snapshot = await observer.look(not_older_than=2.0)
    >>> snapshot.programs
    (ProgramState(name='bot', state=<ProgramRunState.RUNNING: 'RUNNING'>, pid=4711, ...), ...)
    """

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
        self._client = ProgramClient(http, timeout_s)
        self._clock = clock
        self._timeout_s = timeout_s
        self._looking = asyncio.Lock()
        self._looked_at: float | None = None
        self._incidents_at: float | None = None
        self._last = StackSnapshot(clock.now())

    @property
    def last(self) -> StackSnapshot:
        """The latest snapshot, which is empty before the first look."""
        return self._last

    async def look(self, not_older_than: float) -> StackSnapshot:
        """Return a snapshot that is at most so many seconds old. However many callers wait, there is one look."""
        async with self._looking:
            now = self._clock.monotonic()
            if self._looked_at is None or now - self._looked_at > not_older_than:
                self._last = await self._look(not_older_than)
                self._looked_at = now
            return self._last

    async def _look(self, not_older_than: float) -> StackSnapshot:
        published = endpoints.read(self._home)
        programs, bot, incidents = await asyncio.gather(
            asyncio.to_thread(self._programs),
            self._bot(published.get("bot")),
            self._incidents(published.get("relay"), not_older_than),
        )
        return StackSnapshot(
            self._clock.now(),
            programs,
            tuple(self._holds.read()),
            circuits=bot.circuits if bot else None,
            incidents=incidents,
            changes=bot.sync.changes if bot and bot.sync else None,
            members=bot.members if bot else None,
        )

    def _programs(self) -> tuple[ProgramState, ...] | None:
        try:
            return self._control.programs()
        except ProcessControlError:  # the check `process_state` reports it
            return None

    async def _bot(self, bot: Endpoint | None) -> ReportedBotState | None:
        return await self._client.bot_state(bot.url) if bot else None

    async def _incidents(self, relay: Endpoint | None, not_older_than: float) -> ReportedIncidents | None:
        now = self._clock.monotonic()
        fresh = self._incidents_at is not None and now - self._incidents_at < _INCIDENTS_EVERY
        if fresh and not_older_than > _WATCHED and self._last.incidents is not None:
            return self._last.incidents
        if relay is None:
            return None
        answer = await ask(self._http, relay, "/incidents", timeout_s=self._timeout_s, clock=self._clock)
        self._incidents_at = now
        if not isinstance(answer, HttpAnswer) or answer.status != HTTPStatus.OK:
            return None
        return ReportedIncidents.from_json(answer.body)
