"""Each field has a type; what is taken for it, and at which place the rest is refused."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.sandbox.errors import ApiError
from ignis.sandbox.rest.form import checked
from ignis.sandbox.simcord_bridge import ApiRequest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["content", "type", "tts", "channel_id", "roles", "embeds", "data", "x"]), inner, max_size=4
        )
    ),
)


def body(content: Any, method: str = "POST", path: str = "/channels/1/messages") -> Any:
    return checked(ApiRequest(method, path, content))


def refused(content: Any, method: str = "POST", path: str = "/channels/1/messages") -> Any:
    """The nested errors."""
    with pytest.raises(ApiError) as refusal:
        body(content, method, path)
    assert (refusal.value.status, refusal.value.code) == (400, 50035)
    return refusal.value.errors


def test_what_is_right_stays_as_it_is() -> None:
    right = {"content": "x", "flags": 4, "tts": False, "channel_id": "7", "embeds": [], "unknown": object}
    assert body(right) == right
    assert body(None) is None
    assert body({"content": None}) == {"content": None}
    assert body(["x"], "GET") == ["x"], "nobody reads it"


@pytest.mark.parametrize(
    ("given", "taken"),
    [({"content": 5}, {"content": "5"}), ({"type": "-4"}, {"type": -4}), ({"flags": 4.0}, {"flags": 4})],
)
def test_numbers_and_texts_of_digits_are_taken_for_each_other(given: Any, taken: Any) -> None:
    assert body(given) == taken


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"content": {"a": 1}}, "STRING_TYPE_CONVERT"),
        ({"nick": True}, "STRING_TYPE_CONVERT"),
        ({"type": "four"}, "NUMBER_TYPE_COERCE"),
        ({"type": 4.5}, "NUMBER_TYPE_COERCE"),
        ({"color": False}, "NUMBER_TYPE_COERCE"),
        ({"tts": 1}, "BOOLEAN_TYPE_CONVERT"),
        ({"channel_id": "general"}, "NUMBER_TYPE_COERCE"),
        ({"channel_id": -1}, "NUMBER_TYPE_COERCE"),
        ({"embeds": {}}, "LIST_TYPE_CONVERT"),
        ({"allowed_mentions": []}, "MODEL_TYPE_CONVERT"),
        ({"data": "x"}, "MODEL_TYPE_CONVERT"),
    ],
)
def test_a_wrong_type_is_refused_at_its_place(wrong: Any, code: str) -> None:
    (name,) = wrong
    assert [error["code"] for error in refused(wrong)[name]["_errors"]] == [code]


def test_the_place_may_be_deep() -> None:
    assert refused({"data": {"tts": "no"}})["data"]["tts"]["_errors"]
    assert refused({"roles": ["1", "Captain"]}, "PATCH", "/guilds/1/members/2")["roles"]["1"]["_errors"]
    assert refused([{"name": "a"}, {"name": []}], "PUT", "/applications/1/commands")["1"]["name"]["_errors"]


@pytest.mark.parametrize(("method", "path"), [("PUT", "/applications/1/commands"), ("PATCH", "/guilds/1/roles")])
def test_some_bodies_are_lists(method: str, path: str) -> None:
    assert body([{"name": "a"}], method, path) == [{"name": "a"}]
    assert refused({}, method, path) == {"_errors": [{"code": "LIST_TYPE_CONVERT", "message": ANY_LIST}]}
    assert refused([7], method, path)["0"]["_errors"][0]["code"] == "MODEL_TYPE_CONVERT"


ANY_LIST = "Only iterables may be used in a ListType"


@pytest.mark.parametrize("wrong", [[], "text", 7, True])
def test_all_others_are_objects(wrong: Any) -> None:
    assert refused(wrong)["_errors"][0]["code"] == "MODEL_TYPE_CONVERT"


@given(content=JSON)
def test_every_body_is_taken_or_refused(content: Any) -> None:
    try:
        body(content)
    except ApiError as refusal:
        assert refusal.code == 50035
