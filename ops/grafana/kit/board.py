"""A dashboard of rows: where its panels stand, its links and variables, and its JSON."""

import itertools
import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from ops.grafana.kit.panels import DATASOURCE

COLUMNS: Final = 24
TAG: Final = "ignis"

# The exporter's address is the one that Prometheus scrapes, so there is nothing else to configure.
_EXPORTER: Final = 'label_values(up{job="ignis-exporter"}, instance)'


@dataclass(frozen=True)
class Row:
    title: str
    panels: Sequence[models.Panel]


@dataclass(frozen=True)
class Variable:
    """A list that the reader picks from: the values of `label` in `metric`. At first, all are picked."""

    label: str
    metric: str
    title: str


@dataclass(frozen=True)
class Annotation:
    """An event that is drawn over every panel of a dashboard, while `expr` is above zero.

    `title` and `text` may name labels, such as `{{program}}`. With `at_value` the value is the moment, in milliseconds.
    """

    name: str
    expr: str
    colour: str
    title: str
    text: str = ""
    at_value: bool = False


@dataclass(frozen=True)
class Board:
    uid: str
    title: str
    description: str
    rows: Sequence[Row]
    variables: Sequence[Variable] = ()
    annotations: Sequence[Annotation] = ()

    @property
    def file(self) -> str:
        return f"{self.uid.removeprefix('ignis-')}.json"

    def expressions(self) -> list[str]:
        """All PromQL in it, annotations included."""
        queries = [target["expr"] for panel in self._content()["panels"] for target in panel.get("targets", ())]
        return [*queries, *(annotation.expr for annotation in self.annotations)]

    def json(self) -> str:
        """Stable: the same board is the same text."""
        return json.dumps(self._content(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(json.dumps(self._built(), cls=JSONEncoder))
        entries: list[dict[str, Any]] = content["annotations"]["list"]
        for entry, annotation in zip(entries, self.annotations, strict=True):
            # the SDK's schema of annotations lacks the fields of Prometheus' own annotations
            entry |= {
                "titleFormat": annotation.title,
                "textFormat": annotation.text,
                "useValueForTime": annotation.at_value,
            }
        return content

    def _built(self) -> models.Dashboard:
        made = builders.Dashboard(self.title).uid(self.uid).description(self.description).tags([TAG]).editable()
        made = (
            made.timezone("browser").time("now-6h", "now").refresh("30s").tooltip(models.DashboardCursorSync.CROSSHAIR)
        )
        made = made.variables([*(_variable(variable) for variable in self.variables), _exporter()])
        made = made.annotations([_annotation(annotation) for annotation in self.annotations]).links(
            [_others(), _status_page()]
        )
        numbers, top = itertools.count(1), 0
        for row in self.rows:
            made = made.with_row(builders.Row(row.title).id(next(numbers)).grid_pos(_place(0, top, COLUMNS, 1)))
            for panel, place in _laid_out(row.panels, top + 1):
                made = made.with_panel(_Placed(panel, next(numbers), place))
                top = max(top, place.y + place.h)
        return made.build()


class _Placed(builders.Panel):
    """A panel that is built already, for the dashboard's builder."""

    def __init__(self, panel: models.Panel, number: int, place: models.GridPos) -> None:
        super().__init__()
        self._internal = copy(panel)
        self._internal.id_val, self._internal.grid_pos = number, place


def _laid_out(panels: Sequence[models.Panel], top: int) -> list[tuple[models.Panel, models.GridPos]]:
    """From left to right. A panel that does not fit begins a new line below the tallest one."""
    placed, x, y, tallest = [], 0, top, 0
    for panel in panels:
        size = panel.grid_pos
        assert size is not None  # noqa: S101  every panel of the kit has one
        if x + size.w > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        placed.append((panel, _place(x, y, size.w, size.h)))
        x, tallest = x + size.w, max(tallest, size.h)
    return placed


def _place(x: int, y: int, w: int, h: int) -> models.GridPos:
    return models.GridPos(x=x, y=y, w=w, h=h)


def _variable(variable: Variable) -> builders.QueryVariable:
    made = builders.QueryVariable(variable.label).label(variable.title).datasource(DATASOURCE)
    made = made.query({"query": f"label_values({variable.metric}, {variable.label})", "refId": variable.label})
    made = made.refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED).sort(models.VariableSort.ALPHABETICAL_ASC)
    everything = models.VariableOption(text="All", value="$__all", selected=True)
    return made.multi(multi=True).include_all(include_all=True).all_value(".*").current(everything)


def _exporter() -> builders.QueryVariable:
    variable = builders.QueryVariable("exporter").hide(models.VariableHide.HIDE_VARIABLE).datasource(DATASOURCE)
    variable = variable.query({"query": _EXPORTER, "refId": "exporter"})
    return variable.refresh(models.VariableRefresh.ON_DASHBOARD_LOAD)


def _annotation(annotation: Annotation) -> builders.AnnotationQuery:
    made = builders.AnnotationQuery().name(annotation.name).datasource(DATASOURCE).enable(enable=True)
    return made.icon_color(annotation.colour).expr(annotation.expr)


def _others() -> builders.DashboardLink:
    link = builders.DashboardLink("Ignis").type(models.DashboardLinkType.DASHBOARDS).tags([TAG])
    return link.keep_time(keep_time=True).as_dropdown(as_dropdown=False).tooltip("The other dashboards, same time")


def _status_page() -> builders.DashboardLink:
    link = builders.DashboardLink("Status page").type(models.DashboardLinkType.LINK).url("http://${exporter}/")
    return (
        link.icon("external link").target_blank(target_blank=True).tooltip("The exporter's own page: now, and 90 days")
    )
