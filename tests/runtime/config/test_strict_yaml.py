"""YAML as the role map takes it: no guessing, no surprises, and a line for every slip."""

import pytest

from ignis.runtime.config import strict_yaml
from ignis.runtime.config.strict_text import TextProblem


def problem(text: str) -> str:
    with pytest.raises(TextProblem) as caught:
        strict_yaml.parse(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: -2\nc: true\nd: ~\ne:\n", {"a": 1, "b": -2, "c": True, "d": None, "e": None}),
        ("- No\n- On\n- yes\n- 0x1F\n- 1_000\n- 2026-01-01\n- 1.5\n- 012\n- 1:30",
         ["No", "On", "yes", "0x1F", "1_000", "2026-01-01", "1.5", "012", "1:30"]),
        ("1: Captain\nNo: Primarch\nnull: x\ntrue: y", {"1": "Captain", "No": "Primarch", "null": "x", "true": "y"}),
        ("- '1'\n- \"true\"\n- |\n  text\n", ["1", "true", "text\n"]),
        ("{a: [1, {b: c}]}", {"a": [1, {"b": "c"}]}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
        ("", None),
        ("# only a remark", None),
        ("\ufeffa: \U0001f525", {"a": "\U0001f525"}),
    ],
)  # fmt: skip
def test_only_what_looks_like_nothing_else_is_more_than_text(text: str, value: object) -> None:
    assert strict_yaml.parse(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", "line 3: the key 'a' stands twice in one place; keep one of them"),
        ("a:\n- b\n- *all", "line 3: `*all` refers to another place; write the value out"),
        ("a: &all [1]", "line 1: `&all` names a value for use in other places; write it out there"),
        ("a: !!python/object/apply:os.system [x]",
         "line 1: tags such as 'tag:yaml.org,2002:python/object/apply:os.system' are not known here"),
        ("a: ! x", "line 1: tags such as '!' are not known here"),
        ("? [a]\n: 1", "line 1: a key must be a plain word"),
        ("a: 1\n---\nb: 2", "line 2: a second document begins; expected one"),
        ("[" * 100_000, "line 1: is nested too deeply: expected at most 16 levels"),
        ("- " * 100, "line 1: is nested too deeply: expected at most 16 levels"),
        ("a: b: c", "line 1, column 5: not valid YAML: mapping values are not allowed here"),
        ("a:\n\t- b", "line 2, column 1: not valid YAML: found character '\\t' that cannot start any token"),
        ("a: 1\nb: \x00", "line 2: not valid YAML: holds a character that cannot be shown"),
        ("a: \ud800", "line 1: holds half of a character, which cannot be saved as UTF-8"),
        ('a: "\\UFFFFFFFF"', "not valid YAML: holds a number that is too large"),
        ("x" * (1 << 18) + "x", "expected at most 262144 characters, found 262145"),
    ],
)  # fmt: skip
def test_what_is_refused_says_where(text: str, expected: str) -> None:
    assert problem(text) == expected


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    assert problem("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]").startswith("line 1: `&a`")


def test_places_are_lines() -> None:
    text = "# head\npaths:\n  first:\n    steps:\n    - a: 1\n      b: 2\n    - {a: 3}\n"
    assert strict_yaml.line_of(text, ("paths", "first", "steps", 0, "b")) == 6
    assert strict_yaml.line_of(text, ("paths", "first", "steps", 1, "missing")) == 7
    assert strict_yaml.line_of(text, ("paths", "second")) == 3
    assert strict_yaml.line_of(text, ()) == 2
