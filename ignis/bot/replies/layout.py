"""The frame of all panels: one container of Components V2 whose text stays within Discord's limit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui

LEGION_GREEN: Final = 0x2ECC71
AMBER: Final = 0xF1C40F

# 4,000 characters over all texts of a message; the texts beside a list need far less than the difference
# https://discord.com/developers/docs/components/reference#text-display
_ROOM: Final = 3_500


def panel(*items: ui.Item[Any], colour: int = LEGION_GREEN) -> ui.LayoutView:
    """A message of `items`, one below the other.

    Example:
        panel(paragraphs(["### History", *lines]), row(*buttons))
    """
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=colour))
    return view


def row(*buttons: ui.Button[Any]) -> ui.ActionRow[Any]:
    return ui.ActionRow(*buttons)


def fitting(lines: Sequence[str], room: int = _ROOM) -> Sequence[str]:
    """As many lines from the beginning as fit into `room` characters, but at least one.

    >>> fitting(["one", "two", "three"], room=8)
    ['one', 'two']
    """
    for count, line in enumerate(lines):
        room -= size(line) + 1
        if room < 0:
            return lines[: max(1, count)]
    return lines


def size(text: str) -> int:
    """The length as Discord counts it, which is JavaScript's: an emoji is two or more.

    >>> size("ab"), size("🔥")
    (2, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def paragraphs(parts: Iterable[str]) -> ui.TextDisplay[Any]:
    return ui.TextDisplay("\n".join(parts))


def stamp(at: datetime, style: discord.utils.TimestampStyle) -> str:
    """A moment that Discord shows in the reader's time zone and language."""
    return discord.utils.format_dt(at, style)
