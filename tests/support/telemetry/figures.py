"""The figures of a `/metrics`, as a test asks for them."""

from collections.abc import Mapping

from prometheus_client.openmetrics.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]


class Figures:
    """`text` is OpenMetrics, and is parsed as strictly as the library can."""

    def __init__(self, text: str) -> None:
        self._samples: dict[tuple[str, Labels], float] = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def of(self, name: str, **labels: str) -> float:
        """0 for a series that is not there yet."""
        return self._samples.get((name, frozenset(labels.items())), 0.0)

    def sum(self, name: str, **labels: str) -> float:
        """Of all series that have at least these labels."""
        wanted = set(labels.items())
        return sum(value for (found, has), value in self._samples.items() if found == name and wanted <= has)

    def labels(self, label: str, part: str = "") -> set[str]:
        """All values of one label, among the metrics whose name begins with `part`."""
        return {dict(has)[label] for name, has in self._samples if name.startswith(part) and label in dict(has)}

    @property
    def series(self) -> Mapping[tuple[str, Labels], float]:
        return self._samples
