import pytest
from hypothesis import given, strategies as st

from ignis.domain.paging import paged


@given(st.integers(0, 100), st.integers(1, 12))
def test_all_pages_together_are_the_list(length: int, size: int) -> None:
    items = list(range(length))
    pages = paged(items, 1, size).pages
    every = [paged(items, number, size) for number in range(1, pages + 1)]
    assert [item for page in every for item in page.items] == items
    assert [page.first for page in every] == [1 + size * number for number in range(pages)]
    assert all(page.items for page in every) or not items


@pytest.mark.parametrize(("asked", "given_"), [(-3, 1), (0, 1), (2, 2), (3, 3), (99, 3)])
def test_a_page_that_does_not_exist_becomes_the_nearest(asked: int, given_: int) -> None:
    assert paged("abcde", asked, size=2).number == given_
