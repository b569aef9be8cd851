"""What a PromQL expression asks for, found without a parser: the names that are left when all else is taken out."""

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
    """The metrics that `expression` names; Grafana's variables may stand in it where values do."""
    left = expression
    for nothing in _NO_METRIC:
        left = re.sub(nothing, " ", left, flags=re.IGNORECASE)
    return set(_NAME.findall(left))


def family(name: str) -> str:
    """The metric that a series belongs to: a histogram's parts are its own."""
    return re.sub(r"_(?:bucket|sum|count)$", "", name)
