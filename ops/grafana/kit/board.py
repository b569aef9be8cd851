"""A dashboard of rows: where its panels stand, what leads away from it, and how it becomes JSON."""

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

# Where the exporter listens is what Prometheus scrapes: no second place to configure.
_EXPORTER: Final = 'label_values(up{job="ignis-exporter"}, instance)'


@dataclass(frozen=True)
class Row:
    title: str
    panels: Sequence[models.Panel]


@dataclass(frozen=True)
class Choice:
    """A variable that the reader picks from, all of it at first: the values that `label` has in `metric`."""

    label: str
    metric: str
    title: str


@dataclass(frozen=True)
class Mark:
    """Something that happened, drawn over every panel of a dashboard, as long as `expr` is above zero.

    `title` and `text` may name labels, as `{{program}}`. With `at_value` the value is the moment, in milliseconds.
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
    choices: Sequence[Choice] = ()
    marks: Sequence[Mark] = ()

    @property
    def file(self) -> str:
        return f"{self.uid.removeprefix('ignis-')}.json"

    def expressions(self) -> list[str]:
        """All PromQL in it, annotations included."""
        queries = [target["expr"] for panel in self._content()["panels"] for target in panel.get("targets", ())]
        return [*queries, *(mark.expr for mark in self.marks)]

    def json(self) -> str:
        """Stable: the same board is the same text."""
        return json.dumps(self._content(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(json.dumps(self._built(), cls=JSONEncoder))
        annotations: list[dict[str, Any]] = content["annotations"]["list"]
        for annotation, mark in zip(annotations, self.marks, strict=True):
            # the SDK's schema of annotations does not know what is Prometheus' own
            annotation |= {"titleFormat": mark.title, "textFormat": mark.text, "useValueForTime": mark.at_value}
        return content

    def _built(self) -> models.Dashboard:
        made = builders.Dashboard(self.title).uid(self.uid).description(self.description).tags([TAG]).editable()
        made = (
            made.timezone("browser").time("now-6h", "now").refresh("30s").tooltip(models.DashboardCursorSync.CROSSHAIR)
        )
        made = made.variables([*(_picked(choice) for choice in self.choices), _exporter()])
        made = made.annotations([_drawn(mark) for mark in self.marks]).links([_others(), _status_page()])
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
    """From left to right; what does not fit begins a new line below the tallest."""
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


def _picked(choice: Choice) -> builders.QueryVariable:
    variable = builders.QueryVariable(choice.label).label(choice.title).datasource(DATASOURCE)
    variable = variable.query({"query": f"label_values({choice.metric}, {choice.label})", "refId": choice.label})
    variable = variable.refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED).sort(models.VariableSort.ALPHABETICAL_ASC)
    everything = models.VariableOption(text="All", value="$__all", selected=True)
    return variable.multi(multi=True).include_all(include_all=True).all_value(".*").current(everything)


def _exporter() -> builders.QueryVariable:
    variable = builders.QueryVariable("exporter").hide(models.VariableHide.HIDE_VARIABLE).datasource(DATASOURCE)
    variable = variable.query({"query": _EXPORTER, "refId": "exporter"})
    return variable.refresh(models.VariableRefresh.ON_DASHBOARD_LOAD)


def _drawn(mark: Mark) -> builders.AnnotationQuery:
    made = builders.AnnotationQuery().name(mark.name).datasource(DATASOURCE).enable(enable=True)
    return made.icon_color(mark.colour).expr(mark.expr)


def _others() -> builders.DashboardLink:
    link = builders.DashboardLink("Ignis").type(models.DashboardLinkType.DASHBOARDS).tags([TAG])
    return link.keep_time(keep_time=True).as_dropdown(as_dropdown=False).tooltip("The other dashboards, same time")


def _status_page() -> builders.DashboardLink:
    link = builders.DashboardLink("Status page").type(models.DashboardLinkType.LINK).url("http://${exporter}/")
    return (
        link.icon("external link").target_blank(target_blank=True).tooltip("The exporter's own page: now, and 90 days")
    )
