"""The other programs of the stack."""

from collections.abc import Sequence
from typing import Protocol

from ignis.domain.health.overview import Diagnosis, IncidentView, ProgramView
from ignis.domain.health.uptime import StackHistory


class StackClient(Protocol):
    """The other programs of the stack. None: no answer, or not in time.

    Example:
        diagnosis = await client.diagnosis()
    """

    async def diagnosis(self) -> Diagnosis | None: ...

    async def incidents(self) -> Sequence[IncidentView] | None:
        """Newest first."""
        ...

    async def programs(self) -> Sequence[ProgramView]: ...

    async def history(self) -> StackHistory | None:
        """How Ignis and what it needs were in the last 24 hours and 7 days."""
        ...
