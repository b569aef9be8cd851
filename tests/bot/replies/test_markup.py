import re

import pytest
from hypothesis import given, strategies as st

from ignis.bot.replies.markup import named, plain, short

PING = re.compile(r"@everyone|@here|<(@[!&]?|#)\d")
PINGS = ["@everyone", "@here", "<@123456789012345678>", "<@!123456789012345678>", "<@&123456789012345678>", "<#1>"]


@pytest.mark.parametrize(
    "name", ["Vulkan", "Tu'Shan", "José Ñandú", "火の兄弟", "🔥🔥", "N'keln (1st)", "-", "2. Captain"]
)
def test_ordinary_names_read_as_they_are(name: str) -> None:
    assert plain(name).replace("\\", "") == name


@pytest.mark.parametrize("ping", PINGS)
def test_a_mention_does_not_ping(ping: str) -> None:
    assert not PING.search(plain(f"a {ping} b"))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("**bold**", "\\*\\*bold\\*\\*"),
        ("# title", "\\# title"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("[free](https://evil.example)", "\\[free\\](https:\u200b//evil.example)"),
        ("<t:0:R>", "\\<t:0:R\\>"),
        ("back\\", "back\\\\"),
        ("two\nlines\tand\u202etricks\u2069", "two lines and tricks"),
        (" \u202e ", "\u200b"),
        ("", "\u200b"),
    ],
)
def test_markup_is_shown_literally(text: str, made: str) -> None:
    assert plain(text) == made


def test_a_name_is_cut_before_it_is_made_harmless() -> None:
    assert named("*_*_*_", 4) == "\\*\\_\\*…"
    assert named("Tu'Shan") == "Tu'Shan"
    assert named("x" * 200) == "x" * 99 + "…"


def test_a_short_text_turns_no_other_text_around() -> None:
    assert short("\u202eVulkan\u2069") == "Vulkan"


@given(st.text(max_size=60) | st.lists(st.sampled_from([*PINGS, "*", "`", "\\", "x", "\n"])).map("".join))
def test_any_text_stays_on_one_line_and_pings_no_member(text: str) -> None:
    made = plain(text)
    assert made
    assert len(made.splitlines()) == 1
    assert not PING.search(made)
    assert len(made) <= 3 * len(text) + 1
