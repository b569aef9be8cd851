from typing import Any

import pytest
from discord import ui
from hypothesis import given, strategies as st

from ignis.bot.replies.layout import size
from ignis.bot.replies.paging import NEWEST, cursor_buttons, page_buttons, pager, squeezed
from ignis.bot.texts import load_texts
from ignis.domain.paging import paged

SAY = load_texts().voice("en")


def described(row: ui.Item[Any]) -> list[tuple[str | None, str | None, bool]]:
    """The label, the custom id and whether it is disabled, of every button."""
    assert isinstance(row, ui.ActionRow)
    buttons = [child for child in row.children if isinstance(child, ui.Button)]
    return [(each.label, each.custom_id, each.disabled) for each in buttons]


def test_one_page_needs_no_buttons() -> None:
    assert pager("list", paged("ab", 1, size=2), SAY) == []


@pytest.mark.parametrize(("number", "disabled"), [(1, [True, False]), (2, [False, False]), (3, [False, True])])
def test_buttons_lead_to_the_pages_beside_this_one(number: int, disabled: list[bool]) -> None:
    turn, text = pager("list", paged("abcde", number, size=2), SAY, 7)
    assert described(turn) == [
        ("Previous", f"ig:list:{number - 1}:7", disabled[0]),
        ("Next", f"ig:list:{number + 1}:7", disabled[1]),
    ]
    assert isinstance(text, ui.TextDisplay)
    assert text.content == f"-# Page {number} of 3"


def test_numbers_may_stand_before_the_page_too() -> None:
    """Public messages keep their buttons: the order of a custom id must never change."""
    ids = [custom_id for _, custom_id, _ in described(page_buttons("board", 2, 3, SAY, before=(5,), behind=(1,)))]
    assert ids == ["ig:board:5:1:1", "ig:board:5:3:1"]


@pytest.mark.parametrize(
    ("cursor", "older", "buttons"),
    [
        (NEWEST, 40, [("Newest", "ig:lines:9:0", True), ("Older", "ig:lines:9:40", False)]),
        (40, 20, [("Newest", "ig:lines:9:0", False), ("Older", "ig:lines:9:20", False)]),
        (20, None, [("Newest", "ig:lines:9:0", False), ("Older", "ig:lines:9:1", True)]),
    ],
)
def test_a_cursor_goes_to_older_lines_and_back_to_the_newest(
    cursor: int, older: int | None, buttons: list[tuple[str, str, bool]]
) -> None:
    assert described(cursor_buttons("lines", 9, cursor, older, SAY)) == buttons


def test_the_longest_version_that_fits_is_shown() -> None:
    long, short = ["x" * 1000] * 4, ["x" * 900] * 4
    assert squeezed([long, short], []) == short
    assert squeezed([short, long], []) == short
    assert squeezed([["x" * 1000] * 3, short], ["y" * 900]) == ["x" * 1000] * 3


def test_what_never_fits_loses_its_last_lines_and_says_so() -> None:
    assert squeezed([["x" * 2000] * 3, ["x" * 1500] * 3], []) == ["x" * 1500] * 2 + ["…"]


LINES = st.lists(st.text(max_size=900).map(lambda text: text * 3), max_size=12)


@given(st.lists(LINES, min_size=1, max_size=3), st.lists(st.text(max_size=300), max_size=2))
def test_it_fits_into_a_message_unless_the_first_line_alone_does_not(
    versions: list[list[str]], beside: list[str]
) -> None:
    shown = squeezed(versions, beside)
    total = sum(size(text) + 1 for text in (*shown, *beside))
    assert total <= 3_950 or len(shown) == 2


def test_a_version_that_is_not_needed_is_never_made() -> None:
    def versions() -> Any:
        yield ["short"]
        raise AssertionError("the first one fits")

    assert squeezed(versions(), []) == ["short"]
