"""Lists of any length, page by page, and the buttons that turn them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from discord import ui

from ignis.bot.buttons import button
from ignis.bot.panels.layout import row
from ignis.bot.texts import Voice

T = TypeVar("T")


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
