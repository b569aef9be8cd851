"""What exemplars a program's metrics hold."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from prometheus_client.openmetrics.parser import text_string_to_metric_families


class Exemplar(NamedTuple):
    """`labels` are the bucket's, with `le`."""

    metric: str
    labels: Mapping[str, str]
    trace_id: str
    seconds: float


def exemplars(metrics: str) -> Iterator[Exemplar]:
    """`metrics` is OpenMetrics text."""
    for family in text_string_to_metric_families(metrics):
        for sample in family.samples:
            if sample.exemplar:
                found = sample.exemplar
                yield Exemplar(family.name, sample.labels, found.labels["trace_id"], found.value)
