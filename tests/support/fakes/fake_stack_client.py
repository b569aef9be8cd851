"""The other programs of a stack, as a test would have them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ignis.domain.health.overview import CircuitStatus, Diagnosis, IncidentView, ProgramView, WorkView
from ignis.domain.health.uptime import StackHistory
from ignis.runtime.resilience.circuit import CircuitState, CircuitView

_EVER = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeStackClient:
    found: Diagnosis | None = field(default_factory=lambda: Diagnosis((), ()))
    happened: Sequence[IncidentView] | None = ()
    running: Sequence[ProgramView] = ()
    circuits: Sequence[CircuitStatus] = ()
    past: StackHistory | None = None
    work: WorkView | None = None

    def figures(self) -> WorkView | None:
        """As a WorkSource."""
        return self.work

    async def diagnosis(self) -> Diagnosis | None:
        return self.found

    async def incidents(self) -> Sequence[IncidentView] | None:
        return self.happened

    async def programs(self) -> Sequence[ProgramView]:
        return self.running

    def views(self) -> Sequence[CircuitView]:
        """The bot's own circuits, as a CircuitStates."""
        return [
            CircuitView(each.name, CircuitState(each.state), _EVER, each.until, 0, None, None) for each in self.circuits
        ]

    async def history(self) -> StackHistory | None:
        return self.past
