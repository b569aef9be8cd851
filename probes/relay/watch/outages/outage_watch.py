"""The incident about everything: opened after a standstill, and closed once all programs work again.

While it is open, and for a moment after that, what is red is not reported yet: checks and circuits need a look or two
to find out that the time went on. What stays red is reported then, with the time since when it has been red.
"""

from datetime import datetime

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.stack.process import CLEAN, CONFIG
from probes.companions import COMPANIONS
from probes.peers.program_client import ProgramAnswers
from probes.relay.incident_manager import IncidentManager
from probes.relay.incidents.incident import Incident
from probes.relay.incidents.observations import Condition
from probes.relay.incidents.outage import EVERYTHING, OUTAGES
from probes.relay.watch.evidence import Evidence
from probes.relay.watch.observer import StackLook
from probes.relay.watch.outages.finder import Outages
from probes.relay.watch.previous_run import of_everything
from probes.restarts import holds
from probes.restarts.control import ProgramRunState, ProgramState

_SETTLES_IN = 15.0  # seconds
_BETWEEN = frozenset({ProgramRunState.STARTING, ProgramRunState.BACKOFF, ProgramRunState.EXITED})
_NOT_RESTARTED = frozenset({CLEAN, CONFIG})


class OutageWatch:
    """Looks at every look, before those who report single programs."""

    def __init__(
        self, manager: IncidentManager, outages: Outages, evidence: Evidence, home: Home, *, clock: Clock
    ) -> None:
        self._manager = manager
        self._outages = outages
        self._evidence = evidence
        self._home = home
        self._clock = clock
        self._over_at: float | None = None

    def settling(self) -> bool:
        """Whether everything was down or stood still a moment ago."""
        if self._known() is not None:
            return True
        return self._over_at is not None and self._clock.monotonic() - self._over_at < _SETTLES_IN

    async def looked(self, look: StackLook) -> None:
        await self._outages.look()
        now = self._clock.now()
        await self._manager.handle([of_everything(one, now) for one in self._outages.take()])
        if (known := self._known()) is None:
            return
        missing = [one for one in look.programs if self._is_missing(one, look.answers[one.name])]
        if missing:
            await self._tell_of_holds(known, missing, now)
            return
        end = max([known.opened_at, *self._back_at(look)])
        await self._manager.handle([Condition(known.kind, EVERYTHING, wrong=False, since=min(end, now), at=now)])
        self._over_at = self._clock.monotonic()

    def _known(self) -> Incident | None:
        return next((one for one in self._manager.state.open.values() if one.kind in OUTAGES), None)

    def _is_missing(self, program: ProgramState, answers: ProgramAnswers) -> bool:
        """Whether the program is still to come back. One that has an incident of its own is told of there."""
        if program.name in COMPANIONS or not program.wanted or self._manager.state.incident(program.name) is not None:
            return False
        if program.pid is None:
            return program.state in _BETWEEN and program.exit_status not in _NOT_RESTARTED
        return not answers.ready

    async def _tell_of_holds(self, known: Incident, missing: list[ProgramState], now: datetime) -> None:
        held = holds.holds(self._home.restarts, self._clock)
        until = max((held[one.name].until for one in missing if one.name in held), default=None)
        if until is not None and (until - now).total_seconds() >= _SETTLES_IN:
            text = known.causes[-1].text
            news = Condition(known.kind, EVERYTHING, wrong=True, since=known.opened_at, at=now, text=text, until=until)
            await self._manager.handle([news])

    def _back_at(self, look: StackLook) -> list[datetime]:
        """Since when each program works; now where that is not known."""
        return [
            self._evidence.works_since(one.name, one.pid) or self._clock.now()
            for one in look.programs
            if one.pid is not None and one.name not in COMPANIONS and look.answers[one.name].ready
        ]
