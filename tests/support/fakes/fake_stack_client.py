"""The other programs of a stack, as a test would have them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ignis.domain.health.overview import CircuitStatus, Diagnosis, IncidentView, ProgramView
from ignis.domain.health.uptime import StackHistory


@dataclass
class FakeNeighbours:
    found: Diagnosis | None = field(default_factory=lambda: Diagnosis((), ()))
    happened: Sequence[IncidentView] | None = ()
    running: Sequence[ProgramView] = ()
    circuits: Sequence[CircuitStatus] = ()
    past: StackHistory | None = None

    async def diagnosis(self) -> Diagnosis | None:
        return self.found

    async def incidents(self) -> Sequence[IncidentView] | None:
        return self.happened

    async def programs(self) -> Sequence[ProgramView]:
        return self.running

    async def history(self) -> StackHistory | None:
        return self.past
