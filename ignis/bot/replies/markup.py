"""Makes text from outside short and harmless: it cannot ping, format, link, or change the direction of other text."""

import re
from typing import Final

_ZERO_WIDTH: Final = "\u200b"
_ELLIPSIS: Final = "…"
_NAME_LIMIT: Final = 100
# Controls, which would break a line, and marks that change the direction of the text behind them.
_UNRULY: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_MARKDOWN: Final = re.compile(r"[\\*_`~|\[\]<>#]|^[-+]|(?<=^\d)\.")
_MENTION: Final = re.compile(r"@(?=everyone|here|[!&]?\d)")


def named(name: str, limit: int = _NAME_LIMIT) -> str:
    r"""A name from outside: `plain`, and at most `limit` characters of it.

    >>> print(named("**Vulkan** the Smith", limit=8))
    \*\*Vulka…
    """
    return plain(short(name, limit))


def short(text: str, limit: int = _NAME_LIMIT) -> str:
    """The first `limit` characters, without what breaks a line or turns its direction.

    Call it before `plain`, so that no escape is cut in two.

    >>> short("a long name", limit=6)
    'a lon…'
    """
    tidy = _UNRULY.sub(" ", text).strip()
    return tidy if len(tidy) <= limit else tidy[: limit - 1] + _ELLIPSIS


def plain(text: str) -> str:
    """`text` so that Discord shows it literally, on one line. Never empty."""
    tidy = _UNRULY.sub(" ", text).strip()
    inert = _MENTION.sub(f"@{_ZERO_WIDTH}", _MARKDOWN.sub(r"\\\g<0>", tidy))
    return inert.replace("://", f":{_ZERO_WIDTH}//") or _ZERO_WIDTH
