"""The other programs of a stack, as a test would have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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

    def state(self) -> Sequence[Mapping[str, Any]]:
        """The bot's own circuits, as a CircuitStates."""
        return [
            {"name": each.name, "state": each.state, "until": each.until.isoformat() if each.until else None}
            for each in self.circuits
        ]

    async def history(self) -> StackHistory | None:
        return self.past
