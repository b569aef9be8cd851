"""Which callback fits which interaction."""

import pytest

from ignis.sandbox.rules.interactions.callbacks import Callback, InteractionKind, callback_error, fitting
from ignis.sandbox.rules.messages import EMPTY_MESSAGE
from ignis.sandbox.rules.view import InteractionFacts, ShownMessage


@pytest.mark.parametrize(
    ("kind", "on_message", "fit"),
    [
        (InteractionKind.PING, False, {1}),
        (InteractionKind.COMMAND, False, {4, 5, 9, 10, 12}),
        (InteractionKind.COMPONENT, True, {4, 5, 6, 7, 9, 10, 12}),
        (InteractionKind.AUTOCOMPLETE, False, {8}),
        (InteractionKind.MODAL, False, {4, 5, 10, 12}),
        (InteractionKind.MODAL, True, {4, 5, 6, 7, 10, 12}),
    ],
)
def test_the_table(kind: int, on_message: bool, fit: set[int]) -> None:  # noqa: FBT001 (a table's column)
    assert set(fitting(InteractionFacts(kind, on_message))) == fit


def test_an_interaction_that_is_not_known_is_for_others_to_refuse() -> None:
    assert fitting(None) == tuple(Callback)
    assert callback_error({"type": 6}) is None


def test_the_refusal_lists_what_fits() -> None:
    error = callback_error({"type": 9}, interaction=InteractionFacts(InteractionKind.MODAL, on_message=True))
    assert error is not None
    assert error.errors is not None
    (told,) = error.errors["type"]["_errors"]
    assert told == {"code": "BASE_TYPE_CHOICES", "message": "Value must be one of {4, 5, 6, 7, 10, 12}."}


def test_an_update_leaves_something_of_the_message_it_is_on() -> None:
    pressed = InteractionFacts(InteractionKind.COMPONENT, on_message=True, message=ShownMessage(content=True))
    assert callback_error({"type": 7, "data": {"embeds": []}}, interaction=pressed) is None
    assert callback_error({"type": 7, "data": {"content": ""}}, interaction=pressed) == EMPTY_MESSAGE


def test_true_is_no_type() -> None:
    assert callback_error({"type": True}) is not None
