"""Tracing for tests: everything is recorded, and can be read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ignis.runtime.config.settings import TelemetrySettings
from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.traces_memory import TracesMemory
from ignis.runtime.telemetry.tracing import Tracing
from ignis.runtime.telemetry.tracing_setup import open_tracing


@contextmanager
def recording(
    *, sample: float = 1, keep: int = 200, redact: Redactor | None = None
) -> Iterator[tuple[Tracing, TracesMemory]]:
    with open_tracing("test", TelemetrySettings(sample=sample, traces_kept=keep), {}, redact or Redactor()) as traces:
        assert traces.memory is not None
        yield traces.tracing, traces.memory


def newest(memory: TracesMemory) -> dict[str, Any]:
    """The whole of the trace that began last."""
    found = memory.find(memory.summaries()[0]["trace_id"])
    assert found is not None
    return found


def tree(trace: Mapping[str, Any]) -> dict[str, str | None]:
    """Each step's name, with its parent's."""
    names = {step["span_id"]: step["name"] for step in trace["spans"]}
    return {step["name"]: names.get(step["parent_id"]) for step in trace["spans"]}
