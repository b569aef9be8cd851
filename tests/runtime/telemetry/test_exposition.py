"""The text of a registry, read back by the parsers of Prometheus' own library."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, Info, Metric, Summary
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeHistogramMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    StateSetMetricFamily,
    SummaryMetricFamily,
    UnknownMetricFamily,
)
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text
from prometheus_client.registry import Collector
from prometheus_client.samples import BucketSpan, Exemplar, NativeHistogram, Sample, Timestamp

from ignis.runtime.base.clock import SystemClock
from ignis.runtime.telemetry.exposition import Exposition, accepts_text
from ignis.runtime.telemetry.metrics import new_registry


@dataclass(eq=False)
class Given(Collector):
    """Gives the metrics that it was made with."""

    metrics: Iterable[Metric]

    def collect(self) -> Iterable[Metric]:
        return self.metrics


class SteppingClock(SystemClock):
    """Every look at it is two milliseconds later, so that every family is followed by a rest."""

    def __init__(self) -> None:
        self.looks = 0

    def monotonic(self) -> float:
        self.looks += 1
        return self.looks * 0.002


def openmetrics(registry: CollectorRegistry) -> bytes:
    return Exposition(registry, SystemClock()).openmetrics()


def text(registry: CollectorRegistry) -> bytes:
    return Exposition(registry, SystemClock()).text()


def _full_registry() -> CollectorRegistry:
    """Every kind of metric that the library has, with what needs escaping and what is no number."""
    registry = CollectorRegistry(auto_describe=True)
    trace = {"trace_id": "0af7651916cd43dd8448eb211c80319c"}
    counter = Counter("kinds_counter", 'A "counter"\nof \\ two lines.', ["a"], registry=registry)
    counter.labels('quo"ted\\ \n').inc(2.5, trace)
    counter.labels("ü 🔥").inc(12_345_678)
    gauge = Gauge("kinds_gauge_seconds", "Of a unit.", unit="seconds", registry=registry)
    gauge.set(float("nan"))
    Gauge("kinds_function", "Asked again.", registry=registry).set_function(lambda: float("-inf"))
    histogram = Histogram("kinds_histogram", "Buckets.", ["a", "b"], buckets=(0.1, 1, 1e7), registry=registry)
    for value in (0.05, 0.5, 3, 1e9):
        histogram.labels("x", "y").observe(value, trace)
    Summary("kinds_summary", "Sum and count.", ["a"], registry=registry).labels("x").observe(3.25)
    Info("kinds_build", "Words.", registry=registry).info({"version": "1", "name": "a\\b"})
    Enum("kinds_state", "One of.", ["a"], states=["on", "off"], registry=registry).labels("x").state("off")
    exemplar = Exemplar(trace, 0.5, 1_700_000_000.25)
    gauges = GaugeMetricFamily("own_gauge", "By hand.", labels=["a"])
    gauges.add_metric(["x"], 1, timestamp=Timestamp(1_700_000_000, 5))
    counters = CounterMetricFamily("own_counter", "By hand.", labels=["a"])
    counters.add_metric(["x"], 1, created=1_700_000_000, exemplar=exemplar)
    gauge_histogram = GaugeHistogramMetricFamily("own_gauge_histogram", "By hand.", labels=["a"])
    gauge_histogram.add_metric(["x"], [("1", 2), ("+Inf", 3)], 4.5)
    histograms = HistogramMetricFamily("own_histogram", "By hand.")
    histograms.add_metric([], [("1", 2, exemplar), ("+Inf", 3)], 4.5)
    native = HistogramMetricFamily("own_native", "Its native sample is of OpenMetrics 2.0.")
    native.samples.append(
        Sample("own_native", {}, 0, None, None, NativeHistogram(1, 2.0, 0, 0.1, 0, [BucketSpan(0, 1)]))
    )
    families = [
        gauges,
        counters,
        gauge_histogram,
        histograms,
        native,
        SummaryMetricFamily("own_summary", "By hand.", count_value=1, sum_value=2),
        InfoMetricFamily("own", "By hand.", {"a": "b"}),
        StateSetMetricFamily("own_state", "By hand.", {"on": True, "off": False}),
        UnknownMetricFamily("own_unknown", "By hand.", 5),
    ]
    registry.register(Given(families))
    registry.set_target_info({"host": "x"})
    return registry


def test_every_kind_of_metric_can_be_read_back_from_both_formats() -> None:
    registry = _full_registry()
    families = list(registry.collect())
    read = {metric.name: metric for metric in parse_openmetrics(openmetrics(registry).decode())}
    assert len(read) == len(families)
    assert read["kinds_counter"].samples[0].labels == {"a": 'quo"ted\\ \n'}
    assert read["kinds_counter"].documentation == 'A "counter"\nof \\ two lines.'
    assert read["own_gauge"].samples[0].timestamp == Timestamp(1_700_000_000, 5)
    older = {metric.name: metric for metric in parse_text(text(registry).decode())}
    assert len(older) >= len(families)
    assert older["kinds_function"].samples[0].value == float("-inf")


def test_a_bucket_leads_to_its_trace_in_openmetrics_alone() -> None:
    registry = _full_registry()
    read = {metric.name: metric for metric in parse_openmetrics(openmetrics(registry).decode())}
    assert read["kinds_histogram"].samples[0].exemplar.labels == {"trace_id": "0af7651916cd43dd8448eb211c80319c"}
    assert b"trace_id" not in text(registry)


def test_there_are_no_series_of_when_a_counter_began() -> None:
    registry = new_registry("test")
    Counter("some", "Some.", registry=registry).inc()
    assert b"some_total 1.0" in openmetrics(registry)
    assert b"_created" not in openmetrics(registry) + text(registry)


def test_series_that_come_and_go_are_followed() -> None:
    registry = CollectorRegistry()
    gauge = Gauge("seen", "Some.", ["a"], registry=registry)
    exposition = Exposition(registry, SystemClock())
    for name in ("b", "a"):
        gauge.labels(name).set(1)
    assert exposition.openmetrics().splitlines()[2:] == [b'seen{a="b"} 1.0', b'seen{a="a"} 1.0', b"# EOF"]
    gauge.remove("b")
    assert exposition.openmetrics().splitlines()[2:] == [b'seen{a="a"} 1.0', b"# EOF"]
    registry.unregister(gauge)
    assert exposition.openmetrics() == b"# EOF\n"


def test_an_exemplar_where_there_may_be_none_is_an_error() -> None:
    family = GaugeMetricFamily("wrong", "A gauge.")
    family.samples.append(Sample("wrong", {}, 1, None, Exemplar({"a": "b"}, 1)))
    registry = CollectorRegistry()
    registry.register(Given([family]))
    with pytest.raises(ValueError, match="has exemplars"):
        openmetrics(registry)


def test_it_rests_between_the_families() -> None:
    registry, clock = _full_registry(), SteppingClock()
    Exposition(registry, clock).openmetrics()
    assert clock.looks == 1 + 2 * len(list(registry.collect())), "one look after each family, and one after each rest"


_PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)


@pytest.mark.parametrize(
    ("accept", "older"),
    [
        ("", False),
        ("*/*", False),
        (_PROMETHEUS, False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("text/plain", True),
        ("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", True),
        ("text/*, application/*;q=0.5", True),
        ("application/openmetrics-text;q=0.2, text/plain ; q = 0.9", True),
        ("text/plain;q=none", False),
        (";;,q=1", False),
    ],
)
def test_who_asks_for_the_older_format_gets_it(accept: str, older: bool) -> None:  # noqa: FBT001  a table
    assert accepts_text(accept) is older
