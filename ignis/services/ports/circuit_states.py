"""The circuits of this program."""

from collections.abc import Sequence
from typing import Protocol

from ignis.runtime.resilience.circuit import CircuitView


class CircuitStates(Protocol):
    """Example:
    open_ones = [view.name for view in circuits.views() if view.until is not None]
    """

    def views(self) -> Sequence[CircuitView]:
        """Each circuit's name, state and until when it stays open."""
        ...
