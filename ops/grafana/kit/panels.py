"""The kinds of panels. Each takes its title, a description (behind the ⓘ in its corner), and its queries."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol, Self, TypeVar

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    heatmap as heatmaps,
    prometheus,
    stat as stats,
    statetimeline,
    table as tables,
    timeseries,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import common as choices, dashboard as models, heatmap as heat
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from ops.grafana.kit import looks
from ops.grafana.kit.query import Query

DATASOURCE: Final = choices.DataSourceRef(type_val="prometheus", uid="ignis-prometheus")
"""As provisioning/datasources/prometheus.yaml has it."""

_TIME_SERIES, _TABLE, _HEATMAP = PromQueryFormat.TIME_SERIES, PromQueryFormat.TABLE, PromQueryFormat.HEATMAP


class _Panel(Protocol):
    """What the SDK's builders have in common; they share no class that says so."""

    def title(self, title: str) -> Self: ...
    def description(self, description: str) -> Self: ...
    def datasource(self, datasource: choices.DataSourceRef) -> Self: ...
    def span(self, w: int) -> Self: ...
    def height(self, h: int) -> Self: ...
    def unit(self, unit: str) -> Self: ...
    def thresholds(self, thresholds: Builder[models.ThresholdsConfig]) -> Self: ...
    def color_scheme(self, color: Builder[models.FieldColor]) -> Self: ...
    def targets(self, targets: list[Builder[Dataquery]]) -> Self: ...
    def build(self) -> models.Panel: ...


_P = TypeVar("_P", bound=_Panel)


def stat(
    title: str,
    description: str,
    *queries: Query,
    unit: str = "none",
    steps: looks.Steps = looks.PLAIN,
    names: looks.ValueNames | None = None,
    decimals: int | None = None,
    line: bool = False,
    w: int = 3,
    h: int = 4,
) -> models.Panel:
    """The last value, large; with `names`, what it means. `line` draws its course behind it."""
    panel = _common(stats.Panel(), title, description, queries, unit=unit, size=(w, h))
    panel = panel.thresholds(looks.thresholds(steps)).color_scheme(looks.by(models.FieldColorModeId.THRESHOLDS))
    panel = panel.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    panel = panel.graph_mode(choices.BigValueGraphMode.AREA if line else choices.BigValueGraphMode.NONE)
    panel = panel.color_mode(choices.BigValueColorMode.BACKGROUND if names else choices.BigValueColorMode.VALUE)
    if names:
        panel = panel.mappings(looks.mappings(names))
    if decimals is not None:
        panel = panel.decimals(decimals)
    return panel.build()


def lines(
    title: str,
    description: str,
    *queries: Query,
    unit: str,
    colours: Mapping[str, str] | None = None,
    steps: looks.Steps | None = None,
    figures: Sequence[str] = ("mean", "max", "lastNotNull"),
    most: float | None = None,
    w: int = 12,
    h: int = 8,
) -> models.Panel:
    """One line for each series; a gap means that nothing was known. `steps` are drawn as dashed lines."""
    panel = _time_series(title, description, queries, unit=unit, colours=colours, figures=figures, size=(w, h))
    panel = panel.draw_style(choices.GraphDrawStyle.LINE).line_width(1.5).fill_opacity(8)
    if steps:
        dashed = common.GraphThresholdsStyleConfig().mode(choices.GraphThresholdsStyleMode.DASHED)
        panel = panel.thresholds(looks.thresholds(steps)).thresholds_style(dashed)
    if most is not None:
        panel = panel.max(most)
    return panel.build()


def bars(
    title: str,
    description: str,
    *queries: Query,
    unit: str,
    colours: Mapping[str, str] | None = None,
    figures: Sequence[str] = ("mean", "max", "lastNotNull"),
    w: int = 12,
    h: int = 8,
) -> models.Panel:
    """Bars on top of each other: parts of a whole, or rare events."""
    panel = _time_series(title, description, queries, unit=unit, colours=colours, figures=figures, size=(w, h))
    panel = panel.draw_style(choices.GraphDrawStyle.BARS).line_width(0).fill_opacity(80)
    return panel.stacking(common.StackingConfig().mode(choices.StackingMode.NORMAL)).build()


def timeline(
    title: str, description: str, *queries: Query, names: looks.ValueNames, w: int = 24, h: int = 6
) -> models.Panel:
    """A band for each series, coloured by the meaning of its value at the time."""
    panel = _common(statetimeline.Panel(), title, description, queries, unit="none", size=(w, h))
    panel = panel.mappings(looks.mappings(names)).color_scheme(looks.by(models.FieldColorModeId.THRESHOLDS))
    panel = panel.thresholds(looks.thresholds(((None, looks.GREY),)))
    panel = panel.show_value(choices.VisibilityMode.NEVER).merge_values(merge_values=True).row_height(0.85)
    panel = panel.fill_opacity(80).line_width(0)
    return panel.legend(looks.legend()).tooltip(looks.tooltip()).build()


def gauges(
    title: str,
    description: str,
    *queries: Query,
    unit: str,
    steps: looks.Steps,
    most: float | None = None,
    w: int = 6,
    h: int = 8,
) -> models.Panel:
    """A bar for each series, as long as its last value."""
    panel = _common(bargauge.Panel(), title, description, queries, unit=unit, size=(w, h)).min(0)
    panel = panel.thresholds(looks.thresholds(steps)).color_scheme(looks.by(models.FieldColorModeId.THRESHOLDS))
    panel = panel.orientation(choices.VizOrientation.HORIZONTAL).display_mode(choices.BarGaugeDisplayMode.BASIC)
    panel = panel.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    return (panel if most is None else panel.max(most)).build()


def heatmap(title: str, description: str, query: Query, *, unit: str, w: int = 12, h: int = 9) -> models.Panel:
    """How many observations fell in each bucket. `query` gives buckets by `le`; exemplars are points on the map."""
    panel = _common(heatmaps.Panel(), title, description, [query], unit=unit, size=(w, h), query_format=_HEATMAP)
    scheme = heatmaps.HeatmapColorOptions().mode(heat.HeatmapColorMode.SCHEME).scheme("Oranges").steps(64)
    scheme = scheme.exponent(0.5).scale(heat.HeatmapColorScale.EXPONENTIAL)
    axis = heatmaps.YAxisConfig().unit(unit).axis_placement(choices.AxisPlacement.LEFT)
    panel = panel.calculate(calculate=False).color(scheme).y_axis(axis).cell_gap(1)
    panel = panel.exemplars_color("rgba(31,120,193,0.9)").filter_values(heatmaps.FilterValueRange().le(1e-9))
    return panel.mode(choices.TooltipDisplayMode.SINGLE).show_legend().show_y_histogram().build()


def table(
    title: str, description: str, query: Query, *, columns: Mapping[str, str], w: int = 12, h: int = 6
) -> models.Panel:
    """The current series, one a line: `columns` are the labels that are shown, with their headings."""
    panel = _common(tables.Panel(), title, description, [query], unit="none", size=(w, h), query_format=_TABLE)
    hidden = {"Time": True, "Value": True, "__name__": True}
    order = {label: place for place, label in enumerate(columns)}
    options = {"excludeByName": hidden, "indexByName": order, "renameByName": dict(columns)}
    kept = models.DataTransformerConfig(id_val="filterFieldsByName", options={"include": {"names": list(columns)}})
    named = models.DataTransformerConfig(id_val="organize", options=options)
    return panel.transformations([kept, named]).build()


def _time_series(
    title: str,
    description: str,
    queries: Sequence[Query],
    *,
    unit: str,
    colours: Mapping[str, str] | None,
    figures: Sequence[str],
    size: tuple[int, int],
) -> timeseries.Panel:
    panel = _common(timeseries.Panel(), title, description, queries, unit=unit, size=size)
    panel = panel.color_scheme(looks.by(models.FieldColorModeId.PALETTE_CLASSIC_BY_NAME))
    panel = panel.min(0).show_points(choices.VisibilityMode.NEVER).span_nulls(span_nulls=False)
    for name, colour in (colours or {}).items():
        panel = panel.override_by_name(name, looks.fixed(colour))
    return panel.legend(looks.legend(*figures)).tooltip(looks.tooltip())


def _common(
    panel: _P,
    title: str,
    description: str,
    queries: Sequence[Query],
    *,
    unit: str,
    size: tuple[int, int],
    query_format: PromQueryFormat = _TIME_SERIES,
) -> _P:
    width, height = size
    panel = panel.title(title).description(description).datasource(DATASOURCE).unit(unit).span(width).height(height)
    targets: list[Builder[Dataquery]] = [
        _target(query, "ABCDEFGH"[place], query_format) for place, query in enumerate(queries)
    ]
    return panel.targets(targets)


def _target(query: Query, ref: str, query_format: PromQueryFormat) -> prometheus.Dataquery:
    target = prometheus.Dataquery().expr(query.expr).ref_id(ref).datasource(DATASOURCE).format(query_format)
    target = target.legend_format(query.legend or "__auto").exemplar(exemplar=query.exemplars)
    return target.instant() if query.instant else target.range()
