"""Single values of an answer: what fits the database and Discord passes, everything else is an error."""

from typing import Any

import pytest

from ignis.adapters.linked_accounts.answer_values import LARGEST_ID, account_id, account_name, number, text, url

STRANGE = (LookupError, TypeError, ValueError)
NO_IDS: list[Any] = [
    "99999999999999999999",
    str(LARGEST_ID + 1),
    LARGEST_ID + 1,
    "-5",
    -5,
    "0",
    0,
    True,
    False,
    "1" * 5000,
    "",
    " 1",
    "1_000",
    "٣",
    "1.0",
    1.0,
    None,
    [],
    {},
    "\ud800",
]


@pytest.mark.parametrize("value", NO_IDS, ids=lambda value: repr(value)[:24])
def test_no_id(value: Any) -> None:
    with pytest.raises(STRANGE):
        account_id(value)


@pytest.mark.parametrize(
    ("value", "found"), [("146941966", 146941966), (1, 1), (str(LARGEST_ID), LARGEST_ID), (LARGEST_ID, LARGEST_ID)]
)
def test_an_id_is_a_number_or_a_text_of_digits(value: Any, found: int) -> None:
    assert account_id(value) == found


@pytest.mark.parametrize("value", ["", "x" * 101, "a\nb", "\x00", "\ud800", 5, None, ["x"], True])
def test_no_text(value: Any) -> None:
    with pytest.raises(STRANGE):
        text({"name": value}, "name")


def test_a_text_is_given_as_it_is() -> None:
    assert text({"name": "Tu'Shan 🔥"}, "name") == "Tu'Shan 🔥"
    with pytest.raises(LookupError):
        text({}, "name")


@pytest.mark.parametrize("value", ["", "javascript:1", "ftp://x", "https://" + "x" * 2048, "https://x\n", 5, None])
def test_no_address(value: Any) -> None:
    with pytest.raises(STRANGE):
        url({"at": value}, "at")
    assert url({"at": "https://tr.rbxcdn.com/1"}, "at") == "https://tr.rbxcdn.com/1"


@pytest.mark.parametrize("value", [-1, 256, True, 1.0, "1", None])
def test_no_number(value: Any) -> None:
    with pytest.raises(STRANGE):
        number(value, 0, 255)
    assert (number(0, 0, 255), number(255, 0, 255)) == (0, 255)


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\u2028", "\ufeff", "\u2066"])
def test_a_name_enters_without_what_cannot_be_seen(unseen: str) -> None:
    assert account_name({"name": f"{unseen}Vel{unseen}_7"}, "name") == "Vel_7"
    with pytest.raises(STRANGE):
        account_name({"name": unseen}, "name")
