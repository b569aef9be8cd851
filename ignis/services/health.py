"""How everything is, collected from those who know: the bot itself, the exporter, the relay."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ignis.domain.health.overview import CircuitStatus, Overview
from ignis.services.ports import CircuitStates, StackClient
from ignis.services.use_case import use_case


class HealthOverview:
    def __init__(self, stack: StackClient, circuits: CircuitStates) -> None:
        self._stack = stack
        self._circuits = circuits

    @use_case("health.overview")
    async def overview(self, at: datetime) -> Overview:
        """Never raises: a program that does not answer is None in the overview."""
        programs, diagnosis, incidents, history = await asyncio.gather(
            self._stack.programs(),
            self._stack.diagnosis(),
            self._stack.incidents(),
            self._stack.history(),
        )
        circuits = [_circuit(state) for state in self._circuits.state()]
        return Overview(programs, circuits, diagnosis, incidents, at, history)


def _circuit(state: Mapping[str, Any]) -> CircuitStatus:
    until = state["until"]
    return CircuitStatus(state["name"], state["state"], datetime.fromisoformat(until) if until else None)
