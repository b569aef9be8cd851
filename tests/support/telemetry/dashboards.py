"""The committed dashboards, as Grafana reads them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ignis.runtime.config.settings import project_root
from ops.grafana.seen_in import PAGE

GRAFANA = project_root() / "ops" / "grafana"
_CELL = r"[^|]+"
_ROW = re.compile(
    r"^\| `(?P<name>\w+)` \| (?P<type>\w+)(?: ◆)? "
    rf"\| (?P<labels>{_CELL}) \| {_CELL} \| {_CELL} \| (?P<seen>{_CELL}) \|$"
)


@dataclass(frozen=True)
class Asked:
    """A query of a dashboard, and where it stands there."""

    where: str
    expression: str
    legend: str
    instant: bool = False
    mark: bool = False  # an annotation: nothing is drawn where it is not above zero

    @property
    def labels(self) -> set[str]:
        """Those that the name of a series is made of."""
        return set(re.findall(r"\{\{(\w+)\}\}", self.legend))

    def filled(self, variables: Mapping[str, str]) -> str:
        """The expression with Grafana's variables (`$name`) replaced, the longest names first."""
        text = self.expression
        for name in sorted(variables, key=len, reverse=True):
            text = text.replace(f"${name}", variables[name])
        assert "$" not in text, f"{self.where}: a variable that the test does not know: {text}"
        return text


def boards() -> dict[str, dict[str, Any]]:
    """By file name."""
    return {file.name: json.loads(file.read_text(encoding="utf-8")) for file in (GRAFANA / "dashboards").glob("*.json")}


def panels(board: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All panels but rows."""
    for panel in board["panels"]:
        yield from (panel["panels"] if panel["type"] == "row" else [panel])


def rows(board: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (panel for panel in board["panels"] if panel["type"] == "row")


def asked() -> Iterator[Asked]:
    """Every query of every panel and annotation."""
    for name, board in boards().items():
        for panel in panels(board):
            for target in panel["targets"]:
                yield Asked(
                    f"{name}: {panel['title']}",
                    target["expr"],
                    target["legendFormat"],
                    instant=bool(target.get("instant")),
                )
        for mark in board["annotations"]["list"]:
            yield Asked(f"{name}: annotation {mark['name']}", mark["expr"], mark["titleFormat"], mark=True)


def variables() -> Iterator[tuple[str, str, str]]:
    """Every variable of every dashboard: where it stands, its name, its query."""
    for name, board in boards().items():
        for variable in board["templating"]["list"]:
            yield f"{name}: ${variable['name']}", variable["name"], variable["query"]["query"]


def documented() -> dict[str, dict[str, str]]:
    """The lines of docs/metrics.md by metric: its `type`, its `labels` and where it is `seen`."""
    rows = map(_ROW.match, PAGE.read_text(encoding="utf-8").split("\n"))
    return {row["name"]: row.groupdict() for row in rows if row}
