"""PromQL that the dashboards share. Rates are per minute: the bot of one server answers a few commands an hour."""

from dataclasses import dataclass

RATE = "[$__rate_interval]"  # wide enough for two scrapes at every zoom
RANGE = "[$__range]"  # all that the reader looks at
STEP = f"{RANGE[:-1]}:$__interval]"  # the same, one sample for each pixel: a subquery

IS_CORE = 'check=~"bot_liveness|discord_gateway|database"'
"""Ignis as a whole does not work without these checks; the exporter's history counts them as well."""


@dataclass(frozen=True)
class Query:
    """`legend` names the series: `{{label}}` is a label's value. With `exemplars`, points link to traces.

    `instant`: only the current value, for panels that show no history.
    """

    expr: str
    legend: str = ""
    exemplars: bool = False
    instant: bool = False


def per_minute(counter: str, by: str, where: str = "") -> str:
    return f"60 * sum by ({by}) (rate({counter}{where}{RATE}))"


def in_range(counter: str, by: str = "", where: str = "") -> str:
    """How often in the whole visible range."""
    grouped = f"sum by ({by})" if by else "sum"
    return f"{grouped} (increase({counter}{where}{RANGE}))"


def quantile(of: float, histogram: str, by: str = "", where: str = "") -> str:
    """Seconds; no value where nothing happened."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({of:g}, sum by ({labels}) (rate({histogram}_bucket{where}{RATE})))"


def share(part: str, whole: str) -> str:
    """From 0 to 1; no value if `whole` is 0."""
    return f"({part}) / ({whole} > 0)"


def check_level(where: str = "") -> str:
    """0 ok, 1 unknown, 2 degraded, 3 failing, by check: `looks.STATUS` has the names and colours."""
    inner = f", {where}" if where else ""
    levels = (
        f'{level} * (ignis_check_status{{status="{status}"{inner}}} == 1)'
        for level, status in enumerate(("ok", "unknown", "degraded", "failing"))
    )
    return f"max by (check) ({' or '.join(levels)})"
