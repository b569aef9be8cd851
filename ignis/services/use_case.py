"""Use cases as steps of a trace."""

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from ignis.domain.refusals import Refused
from ignis.runtime.tracing import traced

P = ParamSpec("P")
R = TypeVar("R")


def use_case(name: str) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Every call is a step of the trace that it is made for. To refuse is an answer, and no failure."""
    return traced(name, (Refused,))
