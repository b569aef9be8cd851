"""How everything is, gathered from whoever knows: the bot itself, the exporter, the relay."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from ignis.domain.health.overview import CircuitStatus, Overview
from ignis.runtime.resilience.circuit import CircuitView
from ignis.services.ports import StackClient
from ignis.services.use_case import use_case


class HealthOverview:
    def __init__(self, neighbours: StackClient, circuits: Callable[[], Sequence[CircuitStatus]]) -> None:
        self._neighbours = neighbours
        self._circuits = circuits

    @use_case("health.overview")
    async def overview(self, at: datetime) -> Overview:
        """Never raises for what does not answer."""
        programs, diagnosis, incidents, history = await asyncio.gather(
            self._neighbours.programs(),
            self._neighbours.diagnosis(),
            self._neighbours.incidents(),
            self._neighbours.history(),
        )
        return Overview(programs, self._circuits(), diagnosis, incidents, at, history)


def as_circuits(views: Sequence[CircuitView]) -> Sequence[CircuitStatus]:
    return [CircuitStatus(view.name, view.state.value, view.until) for view in views]
