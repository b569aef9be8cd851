"""Which trace the running task works for. Imports little, because the log needs it first."""

from contextvars import ContextVar
from typing import Protocol


class CurrentSpan(Protocol):
    """The span that the task is in. Ids as W3C Trace Context has them, as numbers of 128 and 64 bits."""

    @property
    def trace_id(self) -> int: ...

    @property
    def span_id(self) -> int: ...

    @property
    def sampled(self) -> bool:
        """Whether the trace is recorded. The ids exist in any case."""
        ...


current: ContextVar[CurrentSpan | None] = ContextVar("ignis_trace", default=None)
"""Only set by `ignis.runtime.telemetry.tracing`. None outside of any trace. A task inherits it from its creator."""


def trace_hex(trace_id: int) -> str:
    """As https://www.w3.org/TR/trace-context/ writes it: 32 hexadecimal digits."""
    return f"{trace_id:032x}"


def span_hex(span_id: int) -> str:
    return f"{span_id:016x}"
