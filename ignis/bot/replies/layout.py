"""What all panels share: one container of Components V2 whose text stays within Discord's limit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui

LEGION_GREEN: Final = 0x2ECC71
AMBER: Final = 0xF1C40F

# 4,000 characters over all texts of a message; what stands beside the list is far below the difference
# https://discord.com/developers/docs/components/reference#text-display
_ROOM: Final = 3_500


def panel(*items: ui.Item[Any], colour: int = LEGION_GREEN) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=colour))
    return view


def row(*buttons: ui.Button[Any]) -> ui.ActionRow[Any]:
    return ui.ActionRow(*buttons)


def fitting(lines: Sequence[str], room: int = _ROOM) -> Sequence[str]:
    """As many lines from the beginning as fit together, and at least one."""
    for count, line in enumerate(lines):
        room -= size(line) + 1
        if room < 0:
            return lines[: max(1, count)]
    return lines


def size(text: str) -> int:
    """Discord counts as JavaScript does: an emoji is two or more."""
    return len(text.encode("utf-16-le")) // 2


def paragraphs(parts: Iterable[str]) -> ui.TextDisplay[Any]:
    return ui.TextDisplay("\n".join(parts))


def stamp(at: datetime, style: discord.utils.TimestampStyle) -> str:
    """A moment, shown in the reader's own time zone and language."""
    return discord.utils.format_dt(at, style)
