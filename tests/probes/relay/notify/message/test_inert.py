"""Text from outside is shown literally."""

# ruff: noqa: RUF001  letters of many scripts are what it is about

import re

import pytest
from hypothesis import given, strategies as st

from probes.relay.message_limits import length, tidy
from probes.relay.notify.message.inert import inert


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** ~~gone~~ ||hidden||", r"\*\*bold\*\* \~\~gone\~\~ \|\|hidden\|\|"),
        ("`code` <@7> <@&7> <t:0:R>", r"\`code\` \<@7\> \<@&7\> \<t:0:R\>"),
        ("@everyone and @here", "@·everyone and @·here"),
        ("[click](https://evil.example)", r"\[click\](https:·//evil.example)"),
        ("discord_rest of _all_ __of__", r"discord_rest of \_all\_ \_\_of\_\_"),
        ("# not large", r"\# not large"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("two\nlines", "two lines"),
        ("mail@example.org costs 3.5", "mail@example.org costs 3.5"),
        ("memória 記憶", "memória 記憶"),
        ("זיכרון", "\u2068זיכרון\u2069"),
    ],
)
def test_nothing_in_it_does_anything(text: str, shown: str) -> None:
    """`·` stands for a space without width, which splits what Discord would act on."""
    assert inert(text, 100) == shown.replace("·", "\u200b")


@given(st.text(alphabet="ab_*`\\<>@#[]()|~ :/é😀א1.-", max_size=80), st.integers(12, 60))
def test_it_fits_and_no_escape_is_cut_in_two(text: str, limit: int) -> None:
    shown = inert(tidy(text), limit)
    assert 0 < length(shown) <= limit
    assert not re.search(r"(?<!\\)(?:\\\\)*\\…", shown)
