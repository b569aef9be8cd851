"""Where a metric is used: the last column of the tables in docs/metrics.md, kept true by `make dashboards`."""

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
"""How the cell of a metric begins that is on no dashboard and in no rule; what it is for stands behind it."""

_LINE: Final = re.compile(r"^(?P<kept>\| `(?P<metric>\w+)` \|.*\|) (?P<seen>[^|]*) \|$")


def seen_in(boards: Iterable[Board]) -> dict[str, list[str]]:
    """By metric: the dashboards (without `.json`) that show it, and `rules` where a rule of Prometheus reads it."""
    found: dict[str, list[str]] = {}
    for place, expressions in (
        *((board.file.removesuffix(".json"), board.expressions()) for board in boards),
        _rules(),
    ):
        for metric in sorted({family(name) for one in expressions for name in metrics_in(one)}):
            found.setdefault(metric, []).append(place)
    return found


def told(page: str, seen: Mapping[str, list[str]]) -> str:
    """`page` with its last column as it should be. What is said of a metric that nothing uses is left alone."""
    return "\n".join(_line(line, seen) for line in page.split("\n"))


def _line(line: str, seen: Mapping[str, list[str]]) -> str:
    row = _LINE.match(line)
    if row is None:
        return line
    places = seen.get(row["metric"])
    kept = row["seen"] if row["seen"].startswith(NOWHERE) else NOWHERE.strip()
    return f"{row['kept']} {', '.join(places) if places else kept} |"


def _rules() -> tuple[str, list[str]]:
    return "rules", [rule["expr"] for file in sorted(RULES.glob("*.yml")) for rule in _rules_of(file)]


def _rules_of(file: Path) -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
        yield from group["rules"]
