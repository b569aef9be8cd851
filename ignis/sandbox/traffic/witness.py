"""A seam for those who want to see all that passes between the sandbox and a bot, such as the tests."""

from collections.abc import Mapping
from typing import Any, Protocol


class Witness(Protocol):
    """Sees everything as it is on the wire, but not what a fault broke on purpose."""

    def answered(self, method: str, path: str, body: Any, status: int, answer: Any) -> None:
        """A request and its answer, both as JSON; None for none. `path` begins behind /api/v10."""
        ...

    def sent(self, event: str, data: Mapping[str, Any]) -> None:
        """An event over the gateway."""
        ...


class NoWitness:
    def answered(self, method: str, path: str, body: Any, status: int, answer: Any) -> None:
        pass

    def sent(self, event: str, data: Mapping[str, Any]) -> None:
        pass
