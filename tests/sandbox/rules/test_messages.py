from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.rules.interactions.callbacks import callback_error
from ignis.sandbox.rules.messages import (
    EMPTY_MESSAGE,
    IS_COMPONENTS_V2,
    create_error,
    edit_error,
    webhook_error,
)
from ignis.sandbox.rules.view import UploadedFile

TEXT = {"type": 10, "content": "x"}


@given(st.integers(1, 5000), st.sampled_from("xé🔥"))
def test_content_of_two_thousand(length: int, letter: str) -> None:
    assert (create_error({"content": letter * length}) is None) == (length <= 2000)


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": None, "embeds": []}])
def test_an_empty_message_is_refused_unless_it_brings_a_file(body: Any) -> None:
    assert create_error(body) == EMPTY_MESSAGE
    assert create_error(body, uploads=[UploadedFile("a.png", 1)]) is None


@pytest.mark.parametrize(
    ("key", "value"), [("content", "hello"), ("embeds", [{"title": "t"}]), ("sticker_ids", ["1"]), ("poll", {"a": 1})]
)
def test_nothing_of_old_stands_beside_components_v2(key: str, value: Any) -> None:
    body = {"flags": IS_COMPONENTS_V2, "components": [TEXT], key: value}
    for error in (create_error(body), edit_error(body)):
        assert error is not None
        assert error.errors is not None
        (told,) = error.errors[key]["_errors"]
        assert told["code"] == "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
        assert told["message"] == f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"


def test_null_beside_components_v2_is_fine() -> None:
    assert create_error({"flags": IS_COMPONENTS_V2, "components": [TEXT], "content": None, "embeds": []}) is None


def test_the_flag_may_be_missing_from_an_edit_but_not_from_a_new_message() -> None:
    assert edit_error({"components": [TEXT]}) is None
    assert create_error({"components": [TEXT]}) is not None


def test_an_ephemeral_answer_in_components_v2() -> None:
    data = {"flags": IS_COMPONENTS_V2 | 1 << 6, "components": [TEXT]}
    assert callback_error({"type": 4, "data": data}) is None


@pytest.mark.parametrize(("kind", "needs_more"), [(1, False), (5, False), (6, False), (4, True), (9, True)])
def test_callbacks_without_data(kind: int, needs_more: bool) -> None:  # noqa: FBT001 (a table's column)
    assert (callback_error({"type": kind}) is not None) == needs_more


def test_a_callback_of_no_known_type() -> None:
    error = callback_error({"type": 99})
    assert error is not None
    assert error.code == 50035


def test_what_is_wrong_in_an_answer_stands_under_data() -> None:
    for kind in (4, 7):
        error = callback_error({"type": kind, "data": {"content": "x" * 2001}})
        assert error is not None
        assert error.errors is not None
        assert "content" in error.errors["data"]


@given(st.integers(0, 30))
def test_twenty_five_autocomplete_choices(number: int) -> None:
    choices = [{"name": "n", "value": "v"}] * number
    assert (callback_error({"type": 8, "data": {"choices": choices}}) is None) == (number <= 25)


@given(st.integers(0, 110))
def test_a_choice_is_named_in_one_to_a_hundred(length: int) -> None:
    data = {"choices": [{"name": "n" * length, "value": 1}]}
    assert (callback_error({"type": 8, "data": data}) is None) == (1 <= length <= 100)


@given(st.integers(0, 60))
def test_a_modals_title(length: int) -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "why", "style": 1, "label": "Why"}]}
    modal = {"title": "t" * length, "custom_id": "m", "components": [row]}
    assert (callback_error({"type": 9, "data": modal}) is None) == (1 <= length <= 45)


@given(st.integers(0, 8))
def test_a_modal_has_one_to_five_labels(number: int) -> None:
    labels = [
        {"type": 18, "label": "Why", "component": {"type": 4, "custom_id": f"why{n}", "style": 2}}
        for n in range(number)
    ]
    modal = {"title": "t", "custom_id": "m", "components": labels}
    assert (callback_error({"type": 9, "data": modal}) is None) == (1 <= number <= 5)


MODAL_TEXTS = [("custom_id", 100), ("label", 45), ("placeholder", 100), ("value", 4000)]


@pytest.mark.parametrize(("key", "most"), MODAL_TEXTS)
def test_texts_of_an_input(key: str, most: int) -> None:
    def modal(length: int) -> dict[str, Any]:
        child = {"type": 4, "custom_id": "why", "style": 1, "label": "Why", key: "x" * length}
        return {"title": "t", "custom_id": "m", "components": [{"type": 1, "components": [child]}]}

    assert callback_error({"type": 9, "data": modal(most)}) is None
    assert callback_error({"type": 9, "data": modal(most + 1)}) is not None


def test_a_modal_may_ask_by_a_select() -> None:
    def modal(options: int) -> dict[str, Any]:
        values = [{"label": "l", "value": str(n)} for n in range(options)]
        label = {"type": 18, "label": "Why", "component": {"type": 3, "custom_id": "why", "options": values}}
        return {"title": "t", "custom_id": "m", "components": [label, {"type": 10, "content": "words"}]}

    assert callback_error({"type": 9, "data": modal(25)}) is None
    assert callback_error({"type": 9, "data": modal(26)}) is not None


@given(st.integers(0, 100))
def test_a_webhooks_name(length: int) -> None:
    assert (webhook_error({"username": "n" * length, "content": "c"}) is None) == (1 <= length <= 80)
