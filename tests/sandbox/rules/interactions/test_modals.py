"""Modals, each rule at its limit and one beyond."""

from typing import Any

import pytest

from ignis.sandbox.rules.interactions.modals import modal_problems

INPUT = {"type": 4, "style": 1, "label": "Why", "custom_id": "why"}
ROW = {"type": 1, "components": [INPUT]}
MODAL: dict[str, Any] = {"title": "Why", "custom_id": "m", "components": [ROW]}


def codes(problems: Any) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("modal", "code"),
    [
        (MODAL, None),
        (MODAL | {"title": "x" * 46}, "BASE_TYPE_BAD_LENGTH"),
        (MODAL | {"components": [{"type": 10, "content": "x"}] * 6}, "BASE_TYPE_BAD_LENGTH"),
        (MODAL | {"components": []}, "BASE_TYPE_BAD_LENGTH"),
        (
            MODAL | {"components": [{"type": 1, "components": [INPUT, INPUT | {"custom_id": "b"}]}]},
            "BASE_TYPE_BAD_LENGTH",
        ),
        (MODAL | {"components": [{"type": 1, "components": [INPUT | {"value": "x" * 4001}]}]}, "BASE_TYPE_MAX_LENGTH"),
        (MODAL | {"components": [{"type": 18, "label": "Why", "component": INPUT}]}, None),
        (MODAL | {"components": [{"type": 18, "label": "x" * 46, "component": INPUT}]}, "BASE_TYPE_BAD_LENGTH"),
    ],
)
def test_a_modal(modal: dict[str, Any], code: str | None) -> None:
    assert codes(modal_problems(modal, ())) == ([code] if code else [])


def test_a_problem_names_the_place_of_an_input() -> None:
    (problem,) = modal_problems(
        {**MODAL, "components": [{"type": 1, "components": [INPUT | {"custom_id": None}]}]}, ("data",)
    )
    assert problem.path == ("data", "components", 0, "components", 0, "custom_id")


def labelled(**component: Any) -> dict[str, Any]:
    return MODAL | {"components": [{"type": 18, "label": "Why", "component": component}]}


OPTIONS = [{"label": str(n), "value": str(n)} for n in range(3)]


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ({"type": 19, "custom_id": "c", "max_values": 10}, None),
        ({"type": 19, "custom_id": "c", "max_values": 11}, "NUMBER_TYPE_MAX"),
        ({"type": 19, "custom_id": "c", "min_values": 0}, "NUMBER_TYPE_MIN"),
        ({"type": 19, "custom_id": "c", "min_values": 0, "required": False}, None),
        ({"type": 21, "custom_id": "c", "options": OPTIONS}, None),
        ({"type": 21, "custom_id": "c", "options": OPTIONS[:1]}, "BASE_TYPE_BAD_LENGTH"),
        ({"type": 22, "custom_id": "c", "options": OPTIONS}, None),
        ({"type": 22, "custom_id": "c", "options": OPTIONS, "min_values": 3}, None),
        ({"type": 22, "custom_id": "c", "options": []}, "BASE_TYPE_BAD_LENGTH"),
        ({"type": 23, "custom_id": "c"}, None),
        ({"type": 2, "custom_id": "c"}, "UNION_TYPE_CHOICES"),
        ({"type": 3, "custom_id": "c", "options": OPTIONS, "disabled": True}, "MODAL_COMPONENT_CANNOT_BE_DISABLED"),
        (INPUT | {"style": 3}, "BASE_TYPE_CHOICES"),
        (INPUT | {"min_length": 3, "max_length": 2}, "TEXT_INPUT_MIN_LENGTH_EXCEEDS_MAX_LENGTH"),
    ],
)
def test_what_a_label_may_hold(component: dict[str, Any], code: str | None) -> None:
    assert codes(modal_problems(labelled(**component), ())) == ([code] if code else [])
