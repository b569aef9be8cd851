"""Which texts are an emoji."""

import pytest

from ignis.sandbox.rules.emoji import INVALID, custom_id, emoji_problems, is_standard

STANDARD = (
    "\U0001f525",
    "\u2764\ufe0f",  # a heart, in colour
    "\u2764",
    "\U0001f44d\U0001f3fd",  # with a skin tone
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family
    "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f1e7\U0001f1f7",  # a flag
    "\U0001f1e7",
    "#\ufe0f\u20e3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
)


@pytest.mark.parametrize("text", STANDARD)
def test_an_emoji(text: str) -> None:
    assert is_standard(text)


@pytest.mark.parametrize(
    "text", ["", "fire", ":fire:", "1", "#", "\u21bb", "\U0001f525\U0001f525", "\u200d", "\ufe0f", 5]
)
def test_no_emoji(text: object) -> None:
    assert not is_standard(text)


@pytest.mark.parametrize(("text", "number"), [("ignis:42", 42), ("a:ignis:42", 42), ("42", None), ("ignis:x", None)])
def test_a_custom_emoji_in_a_path(text: str, number: int | None) -> None:
    assert custom_id(text) == number


def test_a_partial_emoji_has_an_id_or_a_standard_name() -> None:
    assert list(emoji_problems({"emoji": {"id": "42", "name": "ignis"}}, "emoji", ())) == []
    assert list(emoji_problems({"emoji": {"id": None, "name": STANDARD[0]}}, "emoji", ())) == []
    (problem,) = emoji_problems({"emoji": {"name": "ignis"}}, "emoji", ("data",))
    assert (problem.path, problem.code) == (("data", "emoji", "name"), INVALID)
