"""Use cases as steps of a trace."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from ignis.domain.refusals import Refused
from ignis.runtime.telemetry.tracing import traced

F = TypeVar("F", bound=Callable[..., Coroutine[Any, Any, Any]])


def use_case(name: str) -> Callable[[F], F]:
    """Every call becomes a step of the current trace. A Refused is an answer, not a failure of the step."""
    return traced(name, (Refused,))
