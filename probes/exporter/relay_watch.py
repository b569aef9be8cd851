"""Who watches the watchman: the relay kills programs that hang, and this kills a relay that does.

The relay's own watchdog ends it when its event loop stands still. What that cannot see is a relay that is stopped
(SIGSTOP) or swapped out, watchdog and all. The rules are the relay's own (`probes/relay/hang.py`).
"""

import asyncio

from ignis.runtime import endpoints
from ignis.runtime.clock import Clock
from ignis.runtime.home import Home
from ignis.runtime.logs import Logger
from probes.relay.addresses import Addresses
from probes.relay.hang import Limits, Probe, Watch, observe, silent_for
from probes.relay.inquiry import Inquiry
from probes.restarts.control import ControlError, ProcessControl, ProgramState

_RELAY = "relay"


class RelayWatch:
    def __init__(
        self,
        home: Home,
        control: ProcessControl,
        addresses: Addresses,
        inquiry: Inquiry,
        *,
        clock: Clock,
        log: Logger,
        every: float,
        limits: Limits,
    ) -> None:
        self._home = home
        self._control = control
        self._addresses = addresses
        self._inquiry = inquiry
        self._clock = clock
        self._log = log
        self._every = every
        self._limits = limits
        self._watch: Watch | None = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self.look()
            await asyncio.sleep(self._every)

    async def look(self) -> None:
        try:
            programs = await asyncio.to_thread(self._control.programs)
            relay = next((program for program in programs if program.name == _RELAY), None)
            if relay is not None and (silent := await self._silent_for(relay)) is not None:
                self._log.warning("killing the relay, which hangs", pid=relay.pid, silent_s=silent)
                await asyncio.to_thread(self._control.kill, _RELAY, "KILL")
                self._watch = None
        except ControlError as error:  # the check `process_state` tells of it; the next look tries again
            self._log.debug("the relay cannot be watched", error=str(error))

    async def _silent_for(self, relay: ProgramState) -> float | None:
        """For how many seconds the relay has not answered, when that is a hang."""
        url = self._addresses.look_up([relay], endpoints.read(self._home)).get(_RELAY)
        answers = await self._inquiry.ask(relay, url)
        if not answers.asked or relay.pid is None:
            self._watch = None
            return None
        now = self._clock.monotonic()
        probe = Probe(relay.pid, now, started=answers.started, answered=answers.answered)
        self._watch = observe(self._watch, probe, self._limits)
        return None if self._watch is None else silent_for(self._watch, self._limits)
