"""JSON as people edit it: no surprises, and a line for every mistake."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.runtime.config import strict_json
from ignis.runtime.config.strict_text import TextProblem


def problem(text: str) -> str:
    with pytest.raises(TextProblem) as caught:
        strict_json.parse(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,}', "line 1, column 9: not valid JSON: expected a key in double quotes"),
        ('{"a" 1}', "line 1, column 6: not valid JSON: expected a colon"),
        ('{"a": 1\n "b": 2}', "line 2, column 2: not valid JSON: expected a comma"),
        ('{"a": }', "line 1, column 7: not valid JSON: expected a value"),
        ('{"a": 1} x', "line 1, column 10: not valid JSON: expected nothing more"),
        ('{"a":\n[{"b": 1,\n"b": 2}]}', "line 2, 3: the key 'b' stands twice in one place; keep one of them"),
        ('{"a": Infinity}', "Infinity is not a number here"),
        ('"\ud800"', "line 1: holds half of a character, which cannot be saved as UTF-8"),
        ("[" * 17 + "]" * 17, "is nested too deeply: expected at most 16 levels"),
    ],
)
def test_what_is_refused_says_where(text: str, expected: str) -> None:
    assert problem(text) == expected


def test_the_deepest_and_the_longest_text_that_are_allowed() -> None:
    assert strict_json.parse("[" * 16 + "]" * 16)
    assert strict_json.parse("[" + " " * ((1 << 20) - 2) + "]") == []


def test_places_are_lines() -> None:
    text = '{\n "a": [\n  1,\n  {"b": "}]",\n   "c": 2}\n ]\n}'
    assert strict_json.line_of(text, ("a", 0)) == 3
    assert strict_json.line_of(text, ("a", 1, "c")) == 5
    assert strict_json.line_of(text, ("a", 1, "missing")) == 4
    assert strict_json.line_of(text, ("a", 7)) == 2
    assert strict_json.line_of(text, ()) == 1


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="abc"), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_what_was_written_is_read(value: object) -> None:
    assert strict_json.parse(json.dumps(value, indent=1)) == value
