"""The circuits of this program."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class CircuitStates(Protocol):
    """Example:
    [{"name": "bloxlink", "state": "open", "until": "2026-03-01T12:00:00+00:00"}]
    """

    def state(self) -> Sequence[Mapping[str, Any]]:
        """As in `/state`: each circuit's name, state and until when it stays open (ISO 8601, or None)."""
        ...
