"""A wait that a service asks for, whatever it sends."""

import pytest

from ignis.runtime.resilience.asked_wait import asked_seconds


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("3", 3.0), ("0.5", 0.5), (7, 7.0), ("99999", 900.0), (10**400, None), (True, None), (None, None), ("", None),
        ("soon", None), ("-1", None), ("nan", None), ("inf", None), ([], None), ("Mon, 30 Nov 2026 12:00:00 GMT", None),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_bounded_and_anything_else_is_nothing(value: object, found: float | None) -> None:
    assert asked_seconds(value, most=900) == found


def test_without_a_bound_it_is_what_it_is() -> None:
    assert asked_seconds("99999") == 99999
