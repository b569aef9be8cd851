"""Where a metric is used: the last column of the tables in docs/metrics.md, kept up to date by `make dashboards`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from ops.grafana.kit.board import Board
from ops.grafana.kit.promql import family, metrics_in

_ROOT: Final = Path(__file__).parents[2]
PAGE: Final = _ROOT / "docs" / "metrics.md"
RULES: Final = _ROOT / "ops" / "prometheus" / "rules"

NOWHERE: Final = "no panel: "
"""The cell of a metric that is on no dashboard and in no rule begins with this; its purpose follows."""

_LINE: Final = re.compile(r"^(?P<kept>\| `(?P<metric>\w+)` \|.*\|) (?P<usage>[^|]*) \|$")


def metric_usage(boards: Iterable[Board]) -> dict[str, list[str]]:
    """By metric: the dashboards (without `.json`) that show it, and `rules` where a rule of Prometheus reads it."""
    found: dict[str, list[str]] = {}
    for place, expressions in (
        *((board.file.removesuffix(".json"), board.expressions()) for board in boards),
        _rules(),
    ):
        for metric in sorted({family(name) for one in expressions for name in metrics_in(one)}):
            found.setdefault(metric, []).append(place)
    return found


def with_usage(page: str, usage: Mapping[str, list[str]]) -> str:
    """`page` with its last column up to date. The purpose of a metric that nothing uses is left as it is."""
    return "\n".join(_line(line, usage) for line in page.split("\n"))


def _line(line: str, usage: Mapping[str, list[str]]) -> str:
    row = _LINE.match(line)
    if row is None:
        return line
    places = usage.get(row["metric"])
    kept = row["usage"] if row["usage"].startswith(NOWHERE) else NOWHERE.strip()
    return f"{row['kept']} {', '.join(places) if places else kept} |"


def _rules() -> tuple[str, list[str]]:
    return "rules", [rule["expr"] for file in sorted(RULES.glob("*.yml")) for rule in _rules_of(file)]


def _rules_of(file: Path) -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
        yield from group["rules"]
