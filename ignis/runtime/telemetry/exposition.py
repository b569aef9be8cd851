"""A registry's metrics as text, in OpenMetrics 1.0 and in Prometheus' older format 0.0.4.

What is written is, byte for byte, what `prometheus_client` writes (a test compares them on all that a collector may
give), in a fifth of the time: most of that goes into names and labels, which are the same at every scrape and are
remembered here from the last one. Left out are the `_created` series: nothing here reads them, and Prometheus stores
each as one more series, which doubles the number of counters.

The library's own metrics with labels are read child by child, because its `collect` makes two tuples and a dictionary
for each sample; for that, parts of it are used here that it does not call public. Everything else gives what its
`collect` gives.
"""

# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001

from collections.abc import Callable, Iterator
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, Summary
from prometheus_client.core import InfoMetricFamily
from prometheus_client.openmetrics import exposition as library
from prometheus_client.samples import Exemplar, Sample, Timestamp
from prometheus_client.utils import floatToGoString

OPENMETRICS_TYPE: Final = "application/openmetrics-text; version=1.0.0; charset=utf-8"
TEXT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_CREATED: Final = "_created"
_PLAIN = 1e6  # below it Go and Python write numbers alike
_TEXT_TYPES: Final = {"info": "gauge", "stateset": "gauge", "gaugehistogram": "histogram", "unknown": "untyped"}
_TEXT_SUFFIXES: Final = {"counter": "_total", "info": "_info"}
_TEXT_EXTRAS: Final = ("_gcount", "_gsum")  # of a gauge histogram, which the older format does not know

# The same samples in the same order for as long as a child lives.
_STEADY: Final = frozenset({Counter, Gauge, Histogram, Summary})

# What stands before the value of a sample: its name and labels, as they are and as they are written.
_Start = tuple[str, dict[str, str], str]
# The same of each sample of a child; None for one that is left out.
_Starts = list[str | None]
_Write = Callable[[str], str]


def _nothing() -> None:
    pass


class Exposition:
    """One format's view of a registry; for one thread at a time.

    `breathe` is called between the families of metrics: thousands of samples take milliseconds.
    """

    def __init__(self, registry: CollectorRegistry, breathe: Callable[[], None] = _nothing) -> None:
        self._registry = registry
        self._breathe = breathe
        self._known: dict[str, list[_Start]] = {}
        self._children: dict[Any, _Starts] = {}

    def openmetrics(self) -> bytes:
        parts: list[str] = []
        for metric, samples in self._families(_openmetrics_name):
            name = library.escape_metric_name(metric.name)
            parts.append(f"# HELP {name} {_escaped(metric.documentation)}\n# TYPE {name} {metric.type}\n")
            if metric.unit:
                parts.append(f"# UNIT {name} {metric.unit}\n")
            for sample, start in samples:
                if sample.native_histogram:  # OpenMetrics 2.0 alone has these
                    continue
                end = "\n" if sample.exemplar is None else f"{_exemplar(metric, sample, sample.exemplar)}\n"
                moment = "" if sample.timestamp is None else f" {sample.timestamp}"
                parts.append(f"{start}{_number(sample.value)}{moment}{end}")
        parts.append("# EOF\n")
        return "".join(parts).encode()

    def text(self) -> bytes:
        parts: list[str] = []
        for metric, samples in self._families(library.escape_metric_name):
            name = library.escape_metric_name(metric.name + _TEXT_SUFFIXES.get(metric.type, ""))
            words = metric.documentation.replace("\\", r"\\").replace("\n", r"\n")
            parts.append(f"# HELP {name} {words}\n# TYPE {name} {_TEXT_TYPES.get(metric.type, metric.type)}\n")
            extras: dict[str, list[str]] = {metric.name + suffix: [] for suffix in _TEXT_EXTRAS}
            for sample, start in samples:
                moment = "" if sample.timestamp is None else f" {_milliseconds(sample.timestamp)}"
                extras.get(sample.name, parts).append(f"{start}{_number(sample.value)}{moment}\n")
            for extra, lines in extras.items():
                if lines:
                    name = library.escape_metric_name(extra)
                    parts.append(f"# HELP {name} {words}\n# TYPE {name} gauge\n")
                    parts += lines
        return "".join(parts).encode()

    def _families(self, write_name: _Write) -> Iterator[tuple[Metric, Iterator[tuple[Sample, str]]]]:
        """Every family with its samples as they begin. Forgets what was known of what is there no longer."""
        known, self._known = self._known, {}
        children, self._children = self._children, {}
        if target := self._registry.get_target_info():
            metric = InfoMetricFamily("target", "Target metadata", target)
            self._known[metric.name] = known.get(metric.name, [])
            yield metric, self._started(metric, write_name)
            self._breathe()
        with self._registry._lock:
            collectors: list[Any] = list(self._registry._collector_to_names)
        for collector in collectors:
            if type(collector) in _STEADY and collector._is_parent():
                yield collector._get_metric(), self._of_children(collector, children, write_name)
                self._breathe()
                continue
            for metric in collector.collect():
                self._known[metric.name] = known.get(metric.name, [])
                yield metric, self._started(metric, write_name)
                self._breathe()

    def _of_children(self, parent: Any, known: dict[Any, _Starts], write_name: _Write) -> Iterator[tuple[Sample, str]]:
        """Every sample of a metric with labels; its name is the suffix alone."""
        with parent._lock:
            children = parent._metrics.copy()
        for values, child in children.items():
            samples = child._child_samples()
            starts = known.get(child)
            if starts is None or len(starts) != len(samples):
                labels = dict(zip(parent._labelnames, values, strict=True))
                starts = [
                    None if one.name == _CREATED else _start(parent._name + one.name, labels | one.labels, write_name)
                    for one in samples
                ]
            self._children[child] = starts
            for sample, start in zip(samples, starts, strict=True):
                if start is not None:
                    yield sample, start

    def _started(self, metric: Metric, write_name: _Write) -> Iterator[tuple[Sample, str]]:
        """Every sample with its name and labels as written; the n-th is most often what the n-th was last time."""
        known, created = self._known[metric.name], metric.name + _CREATED
        place = 0
        for sample in metric.samples:
            name, labels = sample.name, sample.labels
            if name == created:
                continue
            if place < len(known):
                known_name, known_labels, start = known[place]
                if known_name != name or known_labels != labels:
                    start = _start(name, labels, write_name)
                    known[place] = (name, labels, start)
            else:
                start = _start(name, labels, write_name)
                known.append((name, labels, start))
            place += 1
            yield sample, start
        del known[place:]


def accepts_text(header: str) -> bool:
    """Whether an Accept header prefers the older format. OpenMetrics is what everybody else gets."""
    openmetrics = text = 0.0
    for item in header.split(","):
        kind, *parameters = (part.strip() for part in item.lower().split(";"))
        weight = _weight(parameters)
        if kind in {"application/openmetrics-text", "application/*", "*/*"}:
            openmetrics = max(openmetrics, weight)
        if kind in {"text/plain", "text/*"}:
            text = max(text, weight)
    return text > openmetrics


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _start(name: str, labels: dict[str, str], write_name: _Write) -> str:
    words = ",".join(f'{library.escape_label_name(key)}="{_escaped(value)}"' for key, value in sorted(labels.items()))
    return f"{write_name(name)}{{{words}}} " if words else f"{write_name(name)} "


def _openmetrics_name(name: str) -> str:
    """A colon becomes an underscore here, and here only: so the library does."""
    return library.escape_label_name(name)


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _number(value: float) -> str:
    number = float(value)
    return repr(number) if -_PLAIN < number < _PLAIN else floatToGoString(number)


def _milliseconds(moment: float | Timestamp) -> int:
    return int(float(moment) * 1000)


def _exemplar(metric: Metric, sample: Sample, exemplar: Exemplar) -> str:
    """Raises ValueError where the format allows none."""
    kind, name = metric.type, sample.name
    if not (
        (kind == "counter" and name.endswith("_total"))
        or (kind in {"histogram", "gaugehistogram"} and name.endswith("_bucket"))
        or (kind == "histogram" and name == metric.name)
    ):
        raise ValueError(f"Metric {metric.name} has exemplars, but is not a histogram bucket or counter")
    labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in sorted(exemplar.labels.items()))
    moment = "" if exemplar.timestamp is None else f" {exemplar.timestamp}"
    return f" # {{{labels}}} {_number(exemplar.value)}{moment}"
