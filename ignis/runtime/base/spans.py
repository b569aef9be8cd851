"""Spans of time as people type and read them: `10m`, `1h30m`, `2d`."""

import re
from typing import Final

_SECONDS: Final = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SPAN: Final = re.compile(r"(?:(?P<d>\d{1,6})d)?(?:(?P<h>\d{1,6})h)?(?:(?P<m>\d{1,6})m)?(?:(?P<s>\d{1,6})s)?")


def parse_span(text: str) -> int:
    """The seconds that `text` means. Raises ValueError, with one line for people.

    >>> parse_span("1h30m"), parse_span("2d")
    (5400, 172800)
    """
    compact = "".join(text.split()).lower()
    match = _SPAN.fullmatch(compact) if compact.isascii() else None
    seconds = sum(int(match[unit] or 0) * size for unit, size in _SECONDS.items()) if match else 0
    if not seconds:
        raise ValueError(f"{text!r} is no span of time: write 10m, 1h30m or 2d (s, m, h, d)")
    return seconds


def span_text(seconds: float) -> str:
    """The same the other way round, with the largest units that are needed.

    >>> span_text(5400), span_text(172800), span_text(0.4)
    ('1h30m', '2d', '0s')
    """
    left, parts = int(seconds), list[str]()
    for unit, size in _SECONDS.items():
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
