"""Lists of any length, page by page, and the buttons that turn them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from discord import ui

from ignis.bot.replies.buttons import button
from ignis.bot.replies.layout import fitting, row, size
from ignis.bot.texts import Voice

T = TypeVar("T")

# 4,000 characters over all texts of a message; the number of the page needs fewer than the difference
# https://discord.com/developers/docs/components/reference#text-display
_ROOM: Final = 3_950
_NAMES_SHOWN: Final = (60, 30, 15)
_CUT: Final = "…"


@dataclass(frozen=True)
class Page(Generic[T]):
    """`number` is counted from 1; `first` is the place of the first item among all, from 1 as well."""

    items: tuple[T, ...]
    number: int
    pages: int
    first: int


def paged(items: Sequence[T], number: int, size: int) -> Page[T]:
    """A page that does not exist becomes the nearest one that does. Only the page itself is looked at."""
    pages = max(1, -(-len(items) // size))
    number = min(max(number, 1), pages)
    begin = (number - 1) * size
    return Page(tuple(items[begin : begin + size]), number, pages, begin + 1)


def squeezed(make: Callable[[int], Sequence[str]], beside: Sequence[str]) -> Sequence[str]:
    """The lines of `make`, which is told how many characters of a name to show: as many as there is room for.

    `beside` is what else stands in the message. Lines so long that nothing helps are left out at the end.
    """
    room = _ROOM - sum(size(text) + 1 for text in beside)
    lines: Sequence[str] = ()
    for shown in _NAMES_SHOWN:
        lines = make(shown)
        if sum(size(line) + 1 for line in lines) <= room:
            return lines
    kept = fitting(lines, room - len(_CUT) - 1)
    return [*kept, _CUT]


def pager(kind: str, page: Page[Any], say: Voice, *numbers: int) -> list[ui.Item[Any]]:
    """The buttons `kind`, with the page and then `numbers` in their custom ids; nothing for a single page."""
    if page.pages == 1:
        return []
    return [
        row(
            button(kind, page.number - 1, *numbers, label=say("pages.previous"), disabled=page.number == 1),
            button(kind, page.number + 1, *numbers, label=say("pages.next"), disabled=page.number == page.pages),
        ),
        ui.TextDisplay(f"-# {say('pages.of', page=page.number, pages=page.pages)}"),
    ]
