"""The relay kills programs that hang, and this kills a relay that hangs.

The relay's own watchdog ends it when its event loop stands still. But a watchdog cannot run either in a relay that is
stopped (SIGSTOP) or swapped out. The rules are the relay's own (`probes/peers/hang.py`).

The relay asks the exporter once a second, and a relay that asks is alive. So this asks it only at every fifth look,
and at a look without any request of the relay since the look before. It asks supervisord which process the relay is
only when the relay does not answer, or has published another address.
"""

import asyncio

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack import endpoints
from ignis.runtime.telemetry.logs import Logger
from probes.peers.addresses import Addresses
from probes.peers.hang import HangLimits, HangWatch, LivenessProbe, observe, silent_for
from probes.peers.program_client import ASKER, ProgramClient
from probes.restarts.control import ProcessControl, ProcessControlError, ProgramState

_RELAY = "relay"
_ASK_AT_EVERY = 5  # looks


class RelayWatch:
    def __init__(
        self,
        home: Home,
        control: ProcessControl,
        addresses: Addresses,
        client: ProgramClient,
        *,
        clock: Clock,
        log: Logger,
        every: float,
        limits: HangLimits,
    ) -> None:
        self._home = home
        self._control = control
        self._addresses = addresses
        self._client = client
        self._clock = clock
        self._log = log
        self._every = every
        self._limits = limits
        self._watch: HangWatch | None = None
        self._known: tuple[ProgramState, str] | None = None  # the relay that answered last, and its address
        self._looks = 0
        self._relay_asked = False

    async def on_response(self, request: web.Request, _: object) -> None:
        """For aiohttp's `on_response_prepare`: notes a request of the relay."""
        self._relay_asked = self._relay_asked or request.headers.get(ASKER) == _RELAY

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            await tick(self._every)

    async def look(self) -> None:
        self._looks += 1
        asked, self._relay_asked = self._relay_asked, False
        if self._known is not None and await self._still_well(*self._known, asked=asked):
            return
        self._known = None
        try:
            programs = await asyncio.to_thread(self._control.programs)
            relay = next((program for program in programs if program.name == _RELAY), None)
            if relay is not None and (silent := await self._silent_for(relay)) is not None:
                self._log.warning("killing the relay, which hangs", pid=relay.pid, silent_s=silent)
                self._leave_mark(relay)
                await asyncio.to_thread(self._control.kill, _RELAY, "KILL")
                self._watch = None
        except ProcessControlError as error:  # the check `process_state` reports it; the next look tries again
            self._log.debug("the relay cannot be watched", error=str(error))

    def _leave_mark(self, relay: ProgramState) -> None:
        """For the next run of the relay, which would take it for a kill from outside."""
        try:
            self._home.hang_mark(_RELAY).write_text(f"{relay.pid}\n", encoding="ascii")
        except OSError as error:
            self._log.warning("the mark of the hang cannot be written", error=error.strerror)

    async def _still_well(self, relay: ProgramState, url: str, *, asked: bool) -> bool:
        if self._looks % _ASK_AT_EVERY == 0:
            published = endpoints.read(self._home).get(_RELAY)
            if published is None or (published.pid, published.url) != (relay.pid, url):
                return False
            asked = False
        if not asked and not (await self._client.ask(relay, url)).answered:
            return False
        self._note(relay, started=True, answered=True)
        return True

    async def _silent_for(self, relay: ProgramState) -> float | None:
        """For how many seconds the relay has not answered; None if that is no hang."""
        url = self._addresses.look_up([relay], endpoints.read(self._home)).get(_RELAY)
        answers = await self._client.ask(relay, url)
        if not answers.asked or relay.pid is None or url is None:
            self._watch = None
            return None
        if answers.answered:
            self._known = relay, url
        self._note(relay, started=answers.started, answered=answers.answered)
        return None if self._watch is None else silent_for(self._watch, self._limits)

    def _note(self, relay: ProgramState, *, started: bool, answered: bool) -> None:
        if relay.pid is not None:
            probe = LivenessProbe(relay.pid, self._clock.monotonic(), started=started, answered=answered)
            self._watch = observe(self._watch, probe, self._limits)
