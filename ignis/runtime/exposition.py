"""A registry's metrics as text, in OpenMetrics 1.0 and in Prometheus' older format 0.0.4.

What is written is, byte for byte, what `prometheus_client` writes (a test compares them on all that a collector may
give), in a third of the time: most of that goes into names and labels, which are the same at every scrape and are
remembered here from the last one. Left out are the `_created` series: nothing here reads them, and Prometheus stores
each as one more series, which doubles the number of counters.
"""

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Metric
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

# What stands before the value of a sample: its name and labels, as they are and as they are written.
_Start = tuple[str, dict[str, str], str]


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

    def openmetrics(self) -> bytes:
        parts: list[str] = []
        for metric in self._families():
            name = library.escape_metric_name(metric.name)
            parts.append(f"# HELP {name} {_escaped(metric.documentation)}\n# TYPE {name} {metric.type}\n")
            if metric.unit:
                parts.append(f"# UNIT {name} {metric.unit}\n")
            for sample, start in self._started(metric, _openmetrics_name):
                if sample.native_histogram:  # OpenMetrics 2.0 alone has these
                    continue
                end = "\n" if sample.exemplar is None else f"{_exemplar(metric, sample, sample.exemplar)}\n"
                moment = "" if sample.timestamp is None else f" {sample.timestamp}"
                parts.append(f"{start}{_number(sample.value)}{moment}{end}")
        parts.append("# EOF\n")
        return "".join(parts).encode()

    def text(self) -> bytes:
        parts: list[str] = []
        for metric in self._families():
            name = library.escape_metric_name(metric.name + _TEXT_SUFFIXES.get(metric.type, ""))
            words = metric.documentation.replace("\\", r"\\").replace("\n", r"\n")
            parts.append(f"# HELP {name} {words}\n# TYPE {name} {_TEXT_TYPES.get(metric.type, metric.type)}\n")
            extras: dict[str, list[str]] = {metric.name + suffix: [] for suffix in _TEXT_EXTRAS}
            for sample, start in self._started(metric, library.escape_metric_name):
                moment = "" if sample.timestamp is None else f" {_milliseconds(sample.timestamp)}"
                extras.get(sample.name, parts).append(f"{start}{_number(sample.value)}{moment}\n")
            for extra, lines in extras.items():
                if lines:
                    name = library.escape_metric_name(extra)
                    parts.append(f"# HELP {name} {words}\n# TYPE {name} gauge\n")
                    parts += lines
        return "".join(parts).encode()

    def _families(self) -> Iterator[Metric]:
        """Forgets what was known of families that are there no longer."""
        known, self._known = self._known, {}
        for metric in self._registry.collect():
            self._known[metric.name] = known.get(metric.name, [])
            yield metric
            self._breathe()

    def _started(self, metric: Metric, write_name: Callable[[str], str]) -> Iterator[tuple[Sample, str]]:
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
                    start = _start(sample, write_name)
                    known[place] = (name, labels, start)
            else:
                start = _start(sample, write_name)
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


def _start(sample: Sample, write_name: Callable[[str], str]) -> str:
    labels = ",".join(
        f'{library.escape_label_name(key)}="{_escaped(value)}"' for key, value in sorted(sample.labels.items())
    )
    return f"{write_name(sample.name)}{{{labels}}} " if labels else f"{write_name(sample.name)} "


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
