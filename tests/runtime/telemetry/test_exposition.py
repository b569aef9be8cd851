"""Our text of a registry against the library's own, on all that a collector may give, and against its parsers."""

import string
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Enum,
    Gauge,
    Histogram,
    Info,
    Metric,
    Summary,
    exposition as library_text,
)
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
from prometheus_client.openmetrics import exposition as library_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text
from prometheus_client.registry import Collector
from prometheus_client.samples import BucketSpan, Exemplar, NativeHistogram, Sample, Timestamp

from ignis.runtime.telemetry.exposition import Exposition, accepts_text

_NUMBERS = st.one_of(
    st.floats(),
    st.integers(-(10**18), 10**18),
    st.sampled_from([0.0, -0.0, 1e6, 999_999.9, 1e15, 1e16, 1e17, 123_456_789.0, 1e-7, -1e6, -(1e16), 5e-324]),
)
_MOMENTS = st.one_of(
    st.none(),
    st.floats(0, 4e9, allow_nan=False),
    st.integers(0, 4 * 10**9),
    st.builds(Timestamp, st.integers(0, 4 * 10**9), st.integers(0, 999_999_999)),
)
# everything that has a place in UTF-8; backslashes, quotes and line ends more often than by chance
_WORDS = st.text(st.one_of(st.sampled_from('\\\n"{}=, #'), st.characters(codec="utf-8")), max_size=12)
_NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=4)
_ODD_NAMES = st.one_of(_NAMES, st.sampled_from(["a:b", "a.b", "ä", "1a", "with space"]))
_LABELS = st.dictionaries(_ODD_NAMES, _WORDS, max_size=3)
_EXEMPLARS = st.one_of(st.none(), st.builds(Exemplar, st.dictionaries(_NAMES, _WORDS, max_size=2), _NUMBERS, _MOMENTS))
_SUFFIXES = {
    "counter": ("_total", "_created"),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count", "_created"),
    "gaugehistogram": ("_bucket", "_gsum", "_gcount"),
    "summary": ("", "_sum", "_count", "_created"),
    "info": ("_info",),
    "stateset": ("",),
    "unknown": ("",),
}
_WITH_EXEMPLARS = {"_total", "_bucket"}


@st.composite
def _metric(draw: st.DrawFn) -> Metric:
    kind = draw(st.sampled_from(sorted(_SUFFIXES)))
    metric = Metric(draw(_ODD_NAMES), draw(_WORDS), kind, draw(st.sampled_from(["", "", "seconds"])))
    for suffix in draw(st.lists(st.sampled_from(_SUFFIXES[kind]), max_size=5)):
        exemplar = draw(_EXEMPLARS) if suffix in _WITH_EXEMPLARS else None
        metric.add_sample(metric.name + suffix, draw(_LABELS), draw(_NUMBERS), draw(_MOMENTS), exemplar)
    return metric


@dataclass(eq=False)
class Given(Collector):
    """Gives what it is told to."""

    metrics: Sequence[Metric]

    def collect(self) -> Iterable[Metric]:
        return self.metrics


def _registry(*collectors: Collector) -> CollectorRegistry:
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    return registry


def _library(write: Callable[[CollectorRegistry], bytes], given: Given) -> bytes:
    """What the library writes without the samples that we leave out."""
    without = [_without_created(metric) for metric in given.metrics]
    return write(_registry(Given(without)))


def _without_created(metric: Metric) -> Metric:
    left = Metric(metric.name, metric.documentation, metric.type, metric.unit)
    left.samples = [sample for sample in metric.samples if sample.name != f"{metric.name}_created"]
    return left


@given(st.lists(st.lists(_metric(), max_size=4), min_size=1, max_size=3))
def test_it_is_the_librarys_text_byte_for_byte_whatever_was_remembered(scrapes: list[list[Metric]]) -> None:
    given = Given(())
    registry = _registry(given)
    openmetrics, text = Exposition(registry), Exposition(registry)
    for metrics in [*scrapes, scrapes[-1]]:
        given.metrics = metrics
        assert openmetrics.openmetrics() == _library(library_openmetrics.generate_latest, given)
        assert text.text() == _library(library_text.generate_latest, given)


def _full_registry() -> CollectorRegistry:
    """Every kind of metric that the library has, with what needs escaping and what is no number."""
    registry = CollectorRegistry(auto_describe=True)
    trace = {"trace_id": "0af7651916cd43dd8448eb211c80319c"}
    counter = Counter("kinds_counter", 'A "counter"\nof \\ two lines.', ["a"], registry=registry)
    counter.labels('quo"ted\\ \n').inc(2.5, trace)
    counter.labels("ü 🔥").inc(12_345_678)
    gauge = Gauge("kinds_gauge_seconds", "Of a unit.", unit="seconds", registry=registry)
    gauge.set(float("nan"))
    Gauge("kinds_function", "Asked anew.", registry=registry).set_function(lambda: float("-inf"))
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


def test_every_kind_of_metric_is_written_as_the_library_does_and_can_be_read() -> None:
    registry = _full_registry()
    given = Given(tuple(registry.collect()))
    for _ in range(2):
        openmetrics, text = Exposition(registry).openmetrics(), Exposition(registry).text()
        assert openmetrics == _library(library_openmetrics.generate_latest, given)
        assert text == _library(library_text.generate_latest, given)
    assert b"_created" not in openmetrics + text
    read = {metric.name: metric for metric in parse_openmetrics(openmetrics.decode())}
    assert read["kinds_counter"].samples[0].labels == {"a": 'quo"ted\\ \n'}
    assert read["kinds_histogram"].samples[0].exemplar.labels == {"trace_id": "0af7651916cd43dd8448eb211c80319c"}
    assert len(read) == len(given.metrics)
    assert len(list(parse_text(text.decode()))) >= len(given.metrics)


def test_a_histogram_below_zero_which_the_librarys_own_parser_refuses_is_written_as_well() -> None:
    registry = CollectorRegistry()
    Histogram("below_zero", "Has no sum.", buckets=(-1, 1), registry=registry).observe(-5)
    given = Given(tuple(registry.collect()))
    assert Exposition(registry).openmetrics() == _library(library_openmetrics.generate_latest, given)


def test_series_that_come_and_go_are_followed() -> None:
    registry = CollectorRegistry()
    gauge = Gauge("seen", "Some.", ["a"], registry=registry)
    exposition = Exposition(registry)
    for name in ("b", "a", "c"):
        gauge.labels(name).set(1)
        assert exposition.openmetrics() == library_openmetrics.generate_latest(registry)
    gauge.remove("b")
    assert exposition.openmetrics() == library_openmetrics.generate_latest(registry)
    registry.unregister(gauge)
    assert exposition.openmetrics() == b"# EOF\n"


def test_the_librarys_own_metrics_with_labels_are_read_as_it_reads_them() -> None:
    registry, trace = CollectorRegistry(), {"trace_id": "0" * 32}
    counter = Counter("kept_counter", "Some.", ["z", "a"], registry=registry)
    gauge = Gauge("kept_gauge", "Some.", ["le"], registry=registry)
    histogram = Histogram("kept_histogram", "Some.", ["a"], buckets=(1, 2), registry=registry)
    summary = Summary("kept_summary", "Some.", ["a"], registry=registry)
    Gauge("kept_empty", "None yet.", ["a"], registry=registry)
    openmetrics, text = Exposition(registry), Exposition(registry)
    for number in range(4):
        counter.labels(f"{number}", 'a\\"\n').inc(number, trace)
        gauge.labels(number % 2).set_function(lambda: 1e9)
        histogram.labels("x").observe(number, trace)
        summary.labels("y").observe(number)
        given = Given(tuple(registry.collect()))
        assert openmetrics.openmetrics() == _library(library_openmetrics.generate_latest, given)
        assert text.text() == _library(library_text.generate_latest, given)
    counter.remove("0", 'a\\"\n')
    histogram.clear()
    given = Given(tuple(registry.collect()))
    assert openmetrics.openmetrics() == _library(library_openmetrics.generate_latest, given)


def test_an_exemplar_where_there_may_be_none_is_an_error_as_with_the_library() -> None:
    family = GaugeMetricFamily("wrong", "A gauge.")
    family.samples.append(Sample("wrong", {}, 1, None, Exemplar({"a": "b"}, 1)))
    registry = _registry(Given([family]))
    with pytest.raises(ValueError, match="has exemplars"):
        library_openmetrics.generate_latest(registry)
    with pytest.raises(ValueError, match="has exemplars"):
        Exposition(registry).openmetrics()


def test_it_breathes_between_the_families() -> None:
    breaths: list[None] = []
    registry = _full_registry()
    Exposition(registry, lambda: breaths.append(None)).openmetrics()
    assert len(breaths) == len(list(registry.collect()))


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
