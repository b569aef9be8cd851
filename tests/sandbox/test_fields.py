"""The body of a control call: what is wrong with it is one line that a person understands."""

from collections.abc import Callable
from typing import Any

import pytest

from ignis.sandbox.errors import ControlError
from ignis.sandbox.fields import Fields
from tests.support.servers.sandbox import RunningSandbox

FIELDS = Fields({"name": "Cassian", "seconds": 2, "add": ["Captain"], "options": {"a": 1}, "nothing": None})


def test_what_is_there_is_given() -> None:
    assert (FIELDS.text("name"), FIELDS.number("seconds")) == ("Cassian", 2.0)
    assert (FIELDS.texts("add"), FIELDS.mapping("options")) == (["Captain"], {"a": 1})
    assert "name" in FIELDS
    assert "other" not in FIELDS


def test_what_may_be_missing_has_a_default() -> None:
    assert (FIELDS.optional("nothing"), FIELDS.text("other", "x")) == (None, "x")
    assert (FIELDS.texts("other"), FIELDS.mapping("other")) == ([], {})


@pytest.mark.parametrize(
    ("read", "refusal"),
    [
        (lambda fields: fields.text("other"), "'other' is missing"),
        (lambda fields: fields.text("seconds"), "'seconds' must be text, not 2"),
        (lambda fields: fields.number("name"), "'name' must be a number, not 'Cassian'"),
        (lambda fields: fields.number("other"), "'other' must be a number, not None"),
        (lambda fields: fields.items("name"), "'name' must be a list, not 'Cassian'"),
        (lambda fields: fields.mapping("add"), r"'add' must be an object, not \['Captain'\]"),
    ],
)
def test_what_is_wrong_is_named(read: Callable[[Fields], Any], refusal: str) -> None:
    with pytest.raises(ControlError, match=f"^{refusal}$") as wrong:
        read(FIELDS)
    assert wrong.value.status == 400


@pytest.mark.parametrize("number", [True, float("nan"), float("inf")])
def test_a_number_is_a_finite_number(number: object) -> None:
    with pytest.raises(ControlError, match="must be a number"):
        Fields({"seconds": number}).number("seconds")


def test_a_list_of_names_holds_names() -> None:
    with pytest.raises(ControlError, match="'add' must be a list of names"):
        Fields({"add": ["Captain", 1]}).texts("add")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"{", "/sandbox/slash expects a JSON object"),
        (b"[]", "/sandbox/slash expects a JSON object, not list"),
        (b"null", "/sandbox/slash expects a JSON object, not NoneType"),
    ],
)
async def test_a_body_that_is_no_object(sandbox: RunningSandbox, body: bytes, refusal: str) -> None:
    async with sandbox.http.post("/sandbox/slash", data=body) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": refusal})
