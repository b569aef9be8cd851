"""Finds the metrics of a PromQL expression without a parser: the names that are left when all else is removed."""

import re

# In this order: a string may hold anything, and a clause's labels are no metrics.
_NO_METRIC = (
    r"""\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'""",
    r"\{[^{}]*\}",
    r"\[[^\[\]]*\]",
    r"(?<![\w:])(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)",
    r"(?<![\w:])[A-Za-z_]\w*(?=\s*\()",  # a function or an aggregation
    r"(?<![\w:])(?:and|or|unless|bool|offset|by|without|on|ignoring|group_left|group_right|inf|nan)(?![\w:])",
    r"(?<![\w:.])\d[\w.]*",  # a number or a duration
)
_NAME = re.compile(r"[A-Za-z_:][\w:]*")


def metrics_in(expression: str) -> set[str]:
    """The metrics that `expression` names. Values in it may be Grafana's variables."""
    left = expression
    for pattern in _NO_METRIC:
        left = re.sub(pattern, " ", left, flags=re.IGNORECASE)
    return set(_NAME.findall(left))


def family(name: str) -> str:
    """The metric of a series: the parts of a histogram belong to the histogram."""
    return re.sub(r"_(?:bucket|sum|count)$", "", name)
