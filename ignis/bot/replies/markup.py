"""Making outside text short and harmless: it can neither ping, nor format, nor link, nor turn what stands around it."""

import re
from typing import Final

_ZERO_WIDTH: Final = "\u200b"
_ELLIPSIS: Final = "…"
_NAME_LIMIT: Final = 100
# Controls, which would break a line, and the marks that turn the direction of the text behind them.
_UNRULY: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_MARKDOWN: Final = re.compile(r"[\\*_`~|\[\]<>#]|^[-+]|(?<=^\d)\.")
_MENTION: Final = re.compile(r"@(?=everyone|here|[!&]?\d)")


def named(name: str, limit: int = _NAME_LIMIT) -> str:
    """A name from outside, of which `limit` characters are enough, as `plain` makes it."""
    return plain(short(name, limit))


def short(text: str, limit: int = _NAME_LIMIT) -> str:
    """For what may be long but is no use beyond a glance. To be cut before it is made harmless."""
    return text if len(text) <= limit else text[: limit - 1] + _ELLIPSIS


def plain(text: str) -> str:
    """`text` as Discord shows it literally, on one line; never empty."""
    tidy = _UNRULY.sub(" ", text).strip()
    inert = _MENTION.sub(f"@{_ZERO_WIDTH}", _MARKDOWN.sub(r"\\\g<0>", tidy))
    return inert.replace("://", f":{_ZERO_WIDTH}//") or _ZERO_WIDTH
