"""Text is cut to Discord's limits, and keeps its letters, whatever they are."""

# ruff: noqa: RUF001  letters of many scripts are what it is about

import pytest
from hypothesis import given, strategies as st

from probes.relay.message_limits import clip, code, cut, length, tidy

ANY_TEXT = st.one_of(
    st.text(max_size=50),
    st.text(alphabet=st.characters(), max_size=50),  # surrogates and controls included
    st.builds(
        lambda text, times: text * times,
        st.sampled_from(["x", "😀", "```", "@everyone ", "\x00", "\ud800", "a\u0301"]),
        st.integers(0, 9000),
    ),
)


@given(ANY_TEXT, st.integers(5, 300))
def test_clipped_text_keeps_its_beginning(text: str, limit: int) -> None:
    shortened = clip(text, limit)
    assert 0 < length(shortened) <= limit
    assert clip(shortened, limit) == shortened
    assert tidy(text).startswith(shortened.removesuffix("…")) or shortened == "-"


@given(ANY_TEXT, st.integers(20, 300))
def test_nothing_closes_a_block_of_code(text: str, limit: int) -> None:
    block = code(tidy(text), limit)
    assert length(block) <= limit
    assert block.startswith("```\n")
    assert block.endswith("\n```")
    assert "`" not in block[3:-3]


@pytest.mark.parametrize(
    "name",
    [
        "Память",
        "Memória",
        "זיכרון",
        "حافظه\u200cها",
        "記憶",
        "ความทรงจำ",
        "स्मृति",
        "Trí nhớ",
        "👩\u200d🚀",
        "⚠️",
    ],
)
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    assert tidy(name) == name
    assert cut(name, 100) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("e" + "\u0301" * 90, "e" + "\u0301" * 4),
        ("nul\x00 bell\x07", "nul bell"),
        ("half \ud800", "half ?"),
        ("a\u00a0b\u3000c\u2028d", "a b c\nd"),
        ("\ufeffmark\u200b", "mark"),
        ("   ", ""),
    ],
)
def test_what_would_harm_its_neighbours_goes(text: str, shown: str) -> None:
    assert tidy(text) == shown
