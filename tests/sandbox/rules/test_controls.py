"""Buttons, selects and modals, each rule at its limit and one beyond."""

from typing import Any

import pytest

from ignis.sandbox.rules.controls import button, modal_problems, select

PRESS = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
LINK = {"type": 2, "style": 5, "label": "Go", "url": "https://example.org"}
OPTION = {"label": "One", "value": "1"}
CHOOSE = {"type": 3, "custom_id": "choose", "options": [OPTION]}
INPUT = {"type": 4, "style": 1, "label": "Why", "custom_id": "why"}
ROW = {"type": 1, "components": [INPUT]}
MODAL: dict[str, Any] = {"title": "Why", "custom_id": "m", "components": [ROW]}


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
        (LINK | {"url": "h" * 513}, "BASE_TYPE_BAD_LENGTH"),
    ],
)
def test_a_button(component: dict[str, Any], code: str | None) -> None:
    assert codes(button(component, ())) == ([code] if code else [])


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (CHOOSE, None),
        (CHOOSE | {"placeholder": "x" * 151}, "BASE_TYPE_MAX_LENGTH"),
        (CHOOSE | {"min_values": 0, "max_values": 25}, None),
        (CHOOSE | {"min_values": -1}, "NUMBER_TYPE_MIN"),
        (CHOOSE | {"max_values": 26}, "NUMBER_TYPE_MAX"),
        (CHOOSE | {"options": []}, "BASE_TYPE_BAD_LENGTH"),
        (CHOOSE | {"options": [OPTION, OPTION]}, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        ({"type": 5, "custom_id": "user"}, None),
        ({"type": 5, "custom_id": "user", "default_values": [{}] * 26}, "BASE_TYPE_MAX_LENGTH"),
    ],
)
def test_a_select(component: dict[str, Any], code: str | None) -> None:
    assert codes(select(component, ())) == ([code] if code else [])


@pytest.mark.parametrize(
    ("modal", "code"),
    [
        (MODAL, None),
        (MODAL | {"title": "x" * 46}, "BASE_TYPE_BAD_LENGTH"),
        (MODAL | {"components": [ROW] * 6}, "BASE_TYPE_BAD_LENGTH"),
        (MODAL | {"components": []}, "BASE_TYPE_BAD_LENGTH"),
        (MODAL | {"components": [{"type": 1, "components": [INPUT, INPUT]}]}, "BASE_TYPE_BAD_LENGTH"),
        (MODAL | {"components": [{"type": 1, "components": [INPUT | {"value": "x" * 4001}]}]}, "BASE_TYPE_MAX_LENGTH"),
        (MODAL | {"components": [{"type": 18, "label": "Why", "component": INPUT}]}, None),
        (MODAL | {"components": [{"type": 18, "label": "x" * 46, "component": INPUT}]}, "BASE_TYPE_BAD_LENGTH"),
    ],
)
def test_a_modal(modal: dict[str, Any], code: str | None) -> None:
    assert codes(modal_problems(modal, ())) == ([code] if code else [])


def test_a_problem_names_the_place_of_an_input() -> None:
    (problem,) = modal_problems({**MODAL, "components": [{"type": 1, "components": [{"type": 4}]}]}, ("data",))
    assert problem.path == ("data", "components", 0, "components", 0, "custom_id")
