"""The only paging: a list of any length, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """`number` counts from 1. `first` is the place of the first item among all items, from 1 as well."""

    items: tuple[T, ...]
    number: int
    pages: int
    first: int


def paged(items: Sequence[T], number: int, size: int) -> Page[T]:
    """Page `number` of `items`, or the nearest page that exists. Only the items of that page are read.

    >>> paged("abcde", 2, size=2)
    Page(items=('c', 'd'), number=2, pages=3, first=3)
    """
    pages = max(1, -(-len(items) // size))
    number = min(max(number, 1), pages)
    begin = (number - 1) * size
    return Page(tuple(items[begin : begin + size]), number, pages, begin + 1)
