"""The buttons that turn the pages of a list, and lines that fit on a page.

A list that is in memory has numbered pages (`ignis/domain/paging.py`, `pager`). A list that is read
from the database from a line on has no page numbers: `cursor_buttons` go to older lines and back to the newest.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from discord import ui

from ignis.bot.replies.buttons import button
from ignis.bot.replies.layout import fitting, row, size
from ignis.bot.texts import Voice
from ignis.domain.paging import Page

NEWEST: Final = 0
"""The cursor of the newest lines: no line has this id."""

NAME_LIMITS: Final = (60, 30, 15)
"""How many characters of a name to show: see `squeezed`."""

# 4,000 characters over all texts of a message; the number of the page needs fewer than the difference
# https://discord.com/developers/docs/components/reference#text-display
_ROOM: Final = 3_950
_CUT: Final = "…"


def squeezed(versions: Iterable[Sequence[str]], beside: Sequence[str]) -> Sequence[str]:
    """The first of `versions` of the same lines that fits into a message, together with the texts `beside` it.

    Give the longest version first. If none fits, lines at the end of the last one are left out.

    Example:
        lines = squeezed(([named(name, limit) for name in names] for limit in NAME_LIMITS), [title])
    """
    room = _ROOM - sum(size(text) + 1 for text in beside)
    lines: Sequence[str] = ()
    for lines in versions:
        if sum(size(line) + 1 for line in lines) <= room:
            return lines
    kept = fitting(lines, room - len(_CUT) - 1)
    return [*kept, _CUT]


def pager(kind: str, page: Page[Any], say: Voice, *numbers: int) -> list[ui.Item[Any]]:
    """The buttons `kind` and the number of the page. Nothing if there is only one page.

    The custom ids have the page they go to, and then `numbers`.
    """
    if page.pages == 1:
        return []
    return [
        page_buttons(kind, page.number, page.pages, say, behind=numbers),
        ui.TextDisplay(f"-# {say('pages.of', page=page.number, pages=page.pages)}"),
    ]


def page_buttons(
    kind: str, number: int, pages: int, say: Voice, *, before: Sequence[int] = (), behind: Sequence[int] = ()
) -> ui.ActionRow[Any]:
    """Previous and next. The custom ids have `before`, the page they go to, and `behind`."""
    return row(
        button(kind, *before, number - 1, *behind, label=say("pages.previous"), disabled=number == 1),
        button(kind, *before, number + 1, *behind, label=say("pages.next"), disabled=number == pages),
    )


def cursor_buttons(kind: str, list_id: int, cursor: int, older: int | None, say: Voice) -> ui.ActionRow[Any]:
    """Newest and older. The custom ids have `list_id`, and then the cursor they go to.

    `older` is the cursor of the older lines, or None if there are none.
    """
    # no line is older than the first one, whose id is 1
    return row(
        button(kind, list_id, NEWEST, label=say("pages.newest"), disabled=cursor == NEWEST),
        button(kind, list_id, older or 1, label=say("pages.older"), disabled=older is None),
    )
