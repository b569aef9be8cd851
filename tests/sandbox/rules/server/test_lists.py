"""Lists that come page by page."""

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.server.lists import ARCHIVED, MEMBERS, MESSAGES, PINS, Page, page_error, search_error


@given(st.sampled_from([MESSAGES, PINS, MEMBERS, ARCHIVED]), st.integers(-5, 1500))
def test_a_page_has_its_length(page: Page, limit: int) -> None:
    assert (page_error(page, {"limit": str(limit)}) is None) == (page.least <= limit <= page.most)


@pytest.mark.parametrize("limit", ["", "all", "1.5", "1e2", "0x10"])
def test_a_length_is_a_whole_number(limit: str) -> None:
    error = page_error(MESSAGES, {"limit": limit})
    assert error is not None
    assert error.body()["errors"]["limit"]["_errors"][0]["code"] == "NUMBER_TYPE_COERCE"


def test_messages_are_before_after_or_around() -> None:
    assert page_error(MESSAGES, {"before": "5"}) is None
    assert page_error(MESSAGES, {"before": "5", "around": "5"}) is not None
    assert page_error(MESSAGES, {"before": "now"}) is not None


def test_pins_are_before_a_time() -> None:
    assert page_error(PINS, {"before": "2026-01-01T00:00:00 00:00"}) is None, "a plus that a client left as it was"
    assert page_error(PINS, {"before": "5 minutes ago"}) is not None


def test_a_search_needs_what_is_searched_for() -> None:
    assert search_error({"query": "vul", "limit": "1000"}) is None
    assert search_error({"limit": "5"}) is not None
    assert search_error({"query": ""}) is not None
    assert search_error({"query": "vul", "limit": "1001"}) is not None
