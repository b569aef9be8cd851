"""Lengths of texts, lists and numbers, each at its limit and one beyond."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.text import as_list, as_object, count, text, whole_number

LIMITS = st.integers(1, 40)


def codes(problems: Any) -> list[str]:
    return [problem.code for problem in problems]


@given(LIMITS, st.integers(0, 60))
def test_a_text_is_counted_in_code_points(most: int, length: int) -> None:
    found = codes(text({"x": "🔥" * length}, "x", (), most=most))
    assert found == (["BASE_TYPE_MAX_LENGTH"] if length > most else [])


@pytest.mark.parametrize(
    ("value", "code"), [("", "BASE_TYPE_BAD_LENGTH"), ("a", None), ("abc", None), ("abcd", "BASE_TYPE_BAD_LENGTH")]
)
def test_a_text_with_a_shortest_length(value: str, code: str | None) -> None:
    assert codes(text({"x": value}, "x", (), most=3, least=1)) == ([code] if code else [])


def test_a_text_that_is_needed() -> None:
    (problem,) = text({}, "x", ("embeds", 0), most=3, needed=True)
    assert (problem.path, problem.code) == (("embeds", 0, "x"), "BASE_TYPE_REQUIRED")
    assert codes(text({"x": None}, "x", (), most=3)) == []


def test_outer_blanks_do_not_count_where_discord_trims() -> None:
    assert codes(text({"x": "  abc  "}, "x", (), most=3, trim=True)) == []
    assert codes(text({"x": "    "}, "x", (), most=3, needed=True, trim=True)) == ["BASE_TYPE_REQUIRED"]


@pytest.mark.parametrize("value", [True, [], {}])
def test_what_is_no_text(value: object) -> None:
    assert codes(text({"x": value}, "x", (), most=3)) == ["STRING_TYPE_CONVERT"]


@given(LIMITS, st.integers(0, 60))
def test_a_list_has_at_most_so_many(most: int, length: int) -> None:
    assert codes(count({"x": [1] * length}, "x", (), most=most)) == (["BASE_TYPE_MAX_LENGTH"] if length > most else [])


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        ({}, "BASE_TYPE_REQUIRED"),
        ({"x": []}, "BASE_TYPE_BAD_LENGTH"),
        ({"x": "abc"}, "LIST_TYPE_CONVERT"),
        ({"x": [1]}, None),
    ],
)
def test_a_list_with_a_shortest_length(owner: dict[str, Any], code: str | None) -> None:
    assert codes(count(owner, "x", (), most=2, least=1)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0, "NUMBER_TYPE_MIN"),
        (1, None),
        (25, None),
        (26, "NUMBER_TYPE_MAX"),
        (True, "NUMBER_TYPE_COERCE"),
        ("1", "NUMBER_TYPE_COERCE"),
        (None, None),
    ],
)
def test_a_whole_number(value: object, code: str | None) -> None:
    assert codes(whole_number({"x": value}, "x", (), least=1, most=25)) == ([code] if code else [])


def test_a_wrong_type_is_judged_once_where_it_stands() -> None:
    assert (as_list("abc"), as_list(None), as_list([1])) == ([], [], [1])
    assert (as_object([]), as_object({"a": 1})) == ({}, {"a": 1})
