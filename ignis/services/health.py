"""How everything is, collected from those who know: the bot itself, the exporter, the relay."""

import asyncio
from datetime import datetime

from ignis.domain.health.overview import CircuitStatus, Overview
from ignis.runtime.resilience.circuit import CircuitView
from ignis.services.ports import CircuitStates, StackClient, WorkSource
from ignis.services.use_case import use_case


class HealthOverview:
    def __init__(self, stack: StackClient, circuits: CircuitStates, work: WorkSource) -> None:
        self._stack = stack
        self._circuits = circuits
        self._work = work

    @use_case("health.overview")
    async def overview(self, at: datetime) -> Overview:
        """Never raises: a program that does not answer is None in the overview."""
        programs, diagnosis, incidents, history = await asyncio.gather(
            self._stack.programs(),
            self._stack.diagnosis(),
            self._stack.incidents(),
            self._stack.history(),
        )
        circuits = [_circuit(view) for view in self._circuits.views()]
        return Overview(programs, circuits, diagnosis, incidents, at, history, self._work.figures())


def _circuit(view: CircuitView) -> CircuitStatus:
    return CircuitStatus(view.name, view.state.value, view.until)
