"""What values look like: colours, thresholds, names. Green is fine, orange needs a look, red is a problem."""

from collections.abc import Mapping
from typing import Final

from grafana_foundation_sdk.builders import common, dashboard as builders
from grafana_foundation_sdk.models import common as choices, dashboard as models

GREEN, ORANGE, RED, BLUE, PURPLE, GREY = "green", "orange", "red", "blue", "purple", "#808080"

Steps = tuple[tuple[float | None, str], ...]
"""Thresholds: the value from which a colour holds, None for the first."""

PLAIN: Final[Steps] = ((None, BLUE),)
NONE_IS_GOOD: Final[Steps] = ((None, GREEN), (1, ORANGE))
NONE_OR_RED: Final[Steps] = ((None, GREEN), (1, RED))
UPTIME: Final[Steps] = ((None, RED), (0.99, ORANGE), (0.999, GREEN))

ValueNames = Mapping[int, tuple[str, str]]
"""What a number means: its name, and its colour."""

STATUS: Final[ValueNames] = {0: ("ok", GREEN), 1: ("unknown", GREY), 2: ("degraded", ORANGE), 3: ("failing", RED)}
CIRCUIT: Final[ValueNames] = {0: ("closed", GREEN), 1: ("half-open", ORANGE), 2: ("open", RED)}
UP: Final[ValueNames] = {0: ("down", RED), 1: ("up", GREEN)}
READY: Final[ValueNames] = {0: ("not ready", RED), 1: ("ready", GREEN)}
TAKES: Final[ValueNames] = {0: ("switched off", RED), 1: ("takes messages", GREEN)}

OUTCOMES: Final = {
    "direct": GREEN, "deferred": BLUE, "refused": PURPLE, "failed": RED, "late": ORANGE,
    "answered": GREEN, "not_found": BLUE, "rate_limited": ORANGE, "server_error": RED, "timeout": "dark-orange",
    "unreachable": "dark-red", "garbage": "dark-yellow", "held": GREY, "spent": "yellow",
    "done": GREEN, "gone": GREY, "nothing": GREY, "repaired": GREEN, "delivered": GREEN,
    "fresh": GREEN, "stale": ORANGE, "miss": BLUE,
}  # fmt: skip
"""Each outcome has the same colour on every dashboard."""


def thresholds(steps: Steps) -> builders.ThresholdsConfig:
    made = [models.Threshold(value=value, color=colour) for value, colour in steps]
    return builders.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(made)


def mappings(names: ValueNames) -> list[models.ValueMapping]:
    results = {
        str(number): models.ValueMappingResult(text=text, color=colour, index=index)
        for index, (number, (text, colour)) in enumerate(names.items())
    }
    return [models.ValueMap(options=results)]


def by(mode: models.FieldColorModeId) -> builders.FieldColor:
    return builders.FieldColor().mode(mode)


def fixed(colour: str) -> list[models.DynamicConfigValue]:
    """The colour of one series, independent of what else is on the panel."""
    return [models.DynamicConfigValue(id_val="color", value={"mode": "fixed", "fixedColor": colour})]


def legend(*figures: str) -> common.VizLegendOptions:
    """A table beneath the panel, with these figures of each series; the greatest last figure first."""
    table = common.VizLegendOptions().display_mode(choices.LegendDisplayMode.TABLE).show_legend(show_legend=True)
    table = table.placement(choices.LegendPlacement.BOTTOM).calcs(list(figures))
    return table.sort_by("Last *").sort_desc(sort_desc=True) if figures else table


def tooltip() -> common.VizTooltipOptions:
    return common.VizTooltipOptions().mode(choices.TooltipDisplayMode.MULTI).sort(choices.SortOrder.DESCENDING)
