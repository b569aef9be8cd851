"""Discord's limits for a message, and how text is made fit to be shown and cut to them.

Source: https://docs.discord.com/developers/resources/message (embed limits). Lengths are counted in UTF-16 units. Parts
of Discord count in two ways and this is the larger one, so what fits here fits everywhere.
"""

import unicodedata
from typing import Final

CONTENT = 2000
TITLE = 256
DESCRIPTION = 4096
FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
EMBED = 6000  # title, description, fields and footer together

_BLANK = "-"
_CUT = "…"
_KEPT_CONTROLS = "\n\t"
_JOINERS: Final = "\u200c\u200d"  # Persian words and many emoji are written with them
_MOST_MARKS: Final = 4
"""On one letter. Vietnamese has two, Hebrew with its accents three; more are there to cover other lines."""


def clip(text: str, limit: int) -> str:
    """`text` made `tidy` and cut to `limit` units. Never empty, because Discord refuses that.

    >>> clip("a long line", 7), clip("", 7)
    ('a long…', '-')
    """
    return cut(tidy(text), limit)


def cut(text: str, limit: int) -> str:
    """`text`, which is tidy already, cut to `limit` units. Never empty."""
    if length(text) <= limit:
        return text or _BLANK
    return _head(text, limit - len(_CUT)) + _CUT


def tidy(text: str) -> str:
    r"""`text` without what cannot be sent, does not show, turns the direction of its neighbours, or covers them.

    Letters of every script stay, with their marks.

    >>> tidy("Па\u202eмять\x00"), tidy("Z" + "\u0301" * 40) == "Z" + "\u0301" * 4
    ('Память', True)
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    kept: list[str] = []
    marks = 0
    for char in _encodable(text):
        category = unicodedata.category(char)
        marks = marks + 1 if category[0] == "M" else 0
        if char in _KEPT_CONTROLS or char in _JOINERS:
            kept.append(char)
        elif category[0] == "Z":
            kept.append("\n" if category in {"Zl", "Zp"} else " ")
        elif category[0] != "C" and marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept).strip()


def length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def code(text: str, limit: int) -> str:
    """`text`, which is tidy already, as a code block. Nothing in the text can close the block."""
    fence = "```"
    inside = cut(text.replace("`", "'"), limit - 2 * len(fence) - 2)
    return f"{fence}\n{inside}\n{fence}"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _head(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore").rstrip()
