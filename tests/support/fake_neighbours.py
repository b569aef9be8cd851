"""The other programs of a stack, as a test would have them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ignis.domain.health.overview import Circuit, Diagnosis, Incident, Program
from ignis.domain.health.uptime import History


@dataclass
class FakeNeighbours:
    found: Diagnosis | None = field(default_factory=lambda: Diagnosis((), ()))
    happened: Sequence[Incident] | None = ()
    running: Sequence[Program] = ()
    circuits: Sequence[Circuit] = ()
    past: History | None = None

    async def diagnosis(self) -> Diagnosis | None:
        return self.found

    async def incidents(self) -> Sequence[Incident] | None:
        return self.happened

    async def programs(self) -> Sequence[Program]:
        return self.running

    async def history(self) -> History | None:
        return self.past
