"""How everything is, gathered from whoever knows: the bot itself, the exporter, the relay."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ignis.domain.health.overview import CircuitStatus, Overview
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


def as_circuits(state: Sequence[Mapping[str, Any]]) -> Sequence[CircuitStatus]:
    """What `/state` says of circuits, as values."""
    return [CircuitStatus(one["name"], one["state"], _moment(one["until"])) for one in state]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
