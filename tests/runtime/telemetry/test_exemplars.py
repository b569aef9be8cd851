"""Histograms whose buckets name traces, as a scrape shows them."""

from dataclasses import dataclass

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.exposition import generate_latest

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.telemetry.exemplars import TracedHistogram
from tests.support.telemetry.exemplars import exemplars
from tests.support.telemetry.traces import recording

_BUCKETS = (0.1, 1.0)


@dataclass
class HandClock(SystemClock):
    at: float = 0.0

    def monotonic(self) -> float:
        return self.at


def named_traces(registry: CollectorRegistry) -> dict[str, str]:
    """The traces that the buckets name, by their upper bounds."""
    text: str = generate_latest(registry).decode()
    return {one.labels["le"]: one.trace_id for one in exemplars(text)}


def test_whatever_an_exemplar_names_can_be_found() -> None:
    registry = CollectorRegistry()
    with recording(keep=2) as (tracing, memory):
        histogram = TracedHistogram(
            "ignis_test_seconds", "Seconds.", ["command"], buckets=_BUCKETS, registry=registry, traces=memory
        )
        for name, seconds in [("slow", 5.0), *[("fast", 0.01)] * 50, ("middling", 0.5)]:
            with tracing.trace(f"command {name}"):
                histogram.observe(seconds, "userinfo")
        for _ in range(20):
            with tracing.trace("command other"):
                pass
        named = named_traces(registry)
        found = {bound: memory.find(trace_id) for bound, trace_id in named.items()}
        kept = len(memory)
    assert {bound: trace and trace["spans"][0]["name"] for bound, trace in found.items()} == {
        "0.1": "command fast",
        "1.0": "command middling",
        "+Inf": "command slow",
    }
    assert kept <= 2 + 3  # what no bucket names any more is gone


def test_a_bucket_names_another_trace_after_a_second() -> None:
    registry, clock = CollectorRegistry(), HandClock()
    with recording() as (tracing, memory):
        histogram = TracedHistogram(
            "ignis_test_seconds",
            "Seconds.",
            buckets=_BUCKETS,
            registry=registry,
            traces=memory,
            clock=clock,
        )
        named = []
        for at in (0.0, 0.5, 1.0, 1.9, 2.5):
            clock.at = at
            with tracing.trace("command x") as root:
                histogram.observe(0.5)
            named.append(int(named_traces(registry)["1.0"], 16) == root.trace_id)
    assert named == [True, False, True, False, True]
    assert registry.get_sample_value("ignis_test_seconds_count") == 5


def test_no_exemplar_without_a_recorded_trace() -> None:
    registry = CollectorRegistry()
    with recording(sample=0) as (tracing, memory):
        histogram = TracedHistogram(
            "ignis_test_seconds", "Seconds.", buckets=_BUCKETS, registry=registry, traces=memory
        )
        histogram.observe(0.5)
        with tracing.trace("command x"):
            histogram.observe(0.5)
    assert not named_traces(registry)
    assert registry.get_sample_value("ignis_test_seconds_count") == 2


@pytest.mark.parametrize(("seconds", "bound"), [(0.1, "0.1"), (0.11, "1.0"), (1.0, "1.0"), (1.1, "+Inf")])
def test_a_trace_is_named_by_the_bucket_that_it_fell_into(seconds: float, bound: str) -> None:
    registry = CollectorRegistry()
    with recording() as (tracing, memory):
        histogram = TracedHistogram(
            "ignis_test_seconds", "Seconds.", buckets=_BUCKETS, registry=registry, traces=memory
        )
        with tracing.trace("command x"):
            histogram.observe(seconds)
    assert list(named_traces(registry)) == [bound]
