"""Buttons and selects, each rule at its limit and one beyond."""

from typing import Any

import pytest

from ignis.sandbox.rules.controls import button, select

PRESS = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
LINK = {"type": 2, "style": 5, "label": "Go", "url": "https://example.org"}
OPTION = {"label": "One", "value": "1"}
CHOOSE = {"type": 3, "custom_id": "choose", "options": [OPTION]}


def codes(problems: Any) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (PRESS, None),
        (LINK, None),
        (PRESS | {"style": 7}, "BASE_TYPE_CHOICES"),
        (PRESS | {"label": "x" * 80}, None),
        (PRESS | {"label": "x" * 81}, "BASE_TYPE_MAX_LENGTH"),
        (PRESS | {"label": None}, "BASE_TYPE_REQUIRED"),
        (PRESS | {"label": None, "emoji": {"name": "🔥"}}, None),
        (PRESS | {"custom_id": "x" * 101}, "BASE_TYPE_BAD_LENGTH"),
        (PRESS | {"url": "https://example.org"}, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"),
        (LINK | {"url": None}, "BASE_TYPE_REQUIRED"),
        (LINK | {"url": "https://a.b/" + "h" * 501}, "BASE_TYPE_MAX_LENGTH"),
    ],
)
def test_a_button(component: dict[str, Any], code: str | None) -> None:
    assert codes(button(component, ())) == ([code] if code else [])


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (CHOOSE, None),
        (CHOOSE | {"placeholder": "x" * 151}, "BASE_TYPE_MAX_LENGTH"),
        (CHOOSE | {"min_values": 0, "max_values": 2}, "BASE_TYPE_BAD_LENGTH"),
        (CHOOSE | {"min_values": -1}, "NUMBER_TYPE_MIN"),
        (CHOOSE | {"max_values": 26}, "NUMBER_TYPE_MAX"),
        (CHOOSE | {"options": []}, "BASE_TYPE_BAD_LENGTH"),
        (CHOOSE | {"options": [OPTION, OPTION]}, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        ({"type": 5, "custom_id": "user"}, None),
        (
            {"type": 5, "custom_id": "user", "default_values": [{"id": "1", "type": "user"}] * 26},
            "BASE_TYPE_MAX_LENGTH",
        ),
    ],
)
def test_a_select(component: dict[str, Any], code: str | None) -> None:
    assert codes(select(component, ())) == ([code] if code else [])
