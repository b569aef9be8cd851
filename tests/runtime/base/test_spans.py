"""Spans of time as people type them."""

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.base.spans import parse_span, span_text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("10m", 600), ("1h", 3600), ("2d", 172_800), ("1h30m", 5400), (" 1 H 5 m ", 3900), ("45s", 45)],
)
def test_it_is_understood(text: str, seconds: int) -> None:
    assert parse_span(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "0m", "10", "m", "-1h", "1.5h", "1h1h", "5m1h", "forever", "1ч", "٣m", "9999999d"]
)
def test_anything_else_is_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="is no span of time: write 10m, 1h30m or 2d"):
        parse_span(text)


@given(st.integers(min_value=1, max_value=7 * 86_400))
def test_what_is_written_is_read_the_same(seconds: int) -> None:
    assert parse_span(span_text(seconds)) == seconds
