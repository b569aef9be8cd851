"""Text from outside keeps its script, and loses what can deceive."""

import pytest
from hypothesis import given, strategies as st

from probes.relay.incidents.outside_text import identity, shown, without_links
from probes.relay.message_limits import length

_SCRIPTS = ["Память", "Memória", "記憶體", "ذاكرة", "सर्वर", "สวัสดี", "Tiếng", "שרת"]


@pytest.mark.parametrize("name", _SCRIPTS)
def test_every_script_is_kept_in_what_is_shown_and_in_what_identifies(name: str) -> None:
    assert shown(name, 60) == identity(name, 60) == name


def test_two_names_are_alike_only_if_they_are_one() -> None:
    names = [*_SCRIPTS, "a b", "a_b", "a*b", "a/b", "x" * 60, "x" * 61, "x" * 62, "\u202ea_b", "a\u0000b"]
    assert len({identity(name, 60) for name in names}) == len(names)
    assert identity("Memo\u0301ria", 60) == identity("Memória", 60), "one word, spelled in two ways of Unicode"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("see https://evil.example/x?y=1.", "see https[:]//evil.example/x?y=1."),
        ("HTTP://evil.example", "HTTP[:]//evil.example"),
        ("[click](https://evil.example)", "[click](https[:]//evil.example)"),
        ("<https://evil.example>", "<https[:]//evil.example>"),
        ("steam://run/1 and mailto:a@example.com", "steam[:]//run/1 and mailto[:]a@example.com"),
        ("discord.gg/abc", "discord[.]gg/abc"),
        ("www.evil.example", "www[.]evil.example"),
        ("at 12:34 on db-1:9100: it is down", "at 12:34 on db-1:9100: it is down"),
        ("data: 5, tel: none", "data: 5, tel: none"),
    ],
)
def test_links_are_inert(text: str, safe: str) -> None:
    assert shown(text, 1000) == safe
    assert without_links(safe) == safe


def test_what_cannot_be_seen_or_towers_over_the_line_is_gone() -> None:
    assert shown("a\nb\tc\x00d\u202ee\u2066f", 100) == "a b cdef"
    zalgo = "Z" + "\u0301\u0302\u0303\u0304\u0305" * 50 + "o"
    assert len(shown(zalgo, 100)) <= 7
    assert shown("", 100) == "-"


@given(st.text(), st.integers(min_value=10, max_value=80))
def test_whatever_comes_is_one_short_line_without_a_link(text: str, limit: int) -> None:
    line, name = shown(text, limit), identity(text, limit)
    assert length(line) <= limit
    assert len(name) <= limit
    assert "\n" not in line + name
    assert "://" not in line
    assert not set(name) & set("*/<>@[]()`| ")
    assert identity(text, limit) == name
