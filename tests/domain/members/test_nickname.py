from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from ignis.domain.members.nickname import Nickname, Nicknames, abbreviations, size
from ignis.domain.rules.legion import NicknameRules

RULES = NicknameRules("{prefix}. {group_rank} {roblox_username}", 32, {})
MADE = Nicknames(RULES)

words = st.text(st.characters(codec="utf-8"), max_size=40)
names = st.from_regex(r"[A-Za-z0-9_]{3,20}", fullmatch=True)
prefixes = st.sampled_from(["IA", "IG", "6", "A", "10", "🔥🔥"])


@pytest.mark.parametrize(
    ("prefix", "rank", "name", "expected"),
    [
        ("6", "Legionary", "NarutoNotNaruto1", "6. Legionary NarutoNotNaruto1"),
        ("IA", "Civitas Aspirant", "NarutoNotNaruto1", "IA. C. Aspirant NarutoNotNaruto1"),
        ("IA", "Emberbound Initiate", "NarutoNotNaruto1", "IA. E. Initiate NarutoNotNaruto1"),
        ("3", "2nd Lieutenant (Furnace Warden)", "HazonDakir", "3. 2nd Lieutenant HazonDakir"),
        ("3", "Emberblade Veteran Sergeant", "ZekTsugan_3rd", "3. E. V. Sergeant ZekTsugan_3rd"),
        ("IG", "Inductii", "NocturneAshwalker_77", "IG. Indu. NocturneAshwalker_77"),
        ("IA", "Obsidian Trialborn", "NocturneAshwalker_77", "IA. NocturneAshwalker_77"),  # `O. Tria.` is one too long
        ("", "Captain", "CassianDracos", "Captain CassianDracos"),
        ("3", "", "CassianDracos", "3. CassianDracos"),
        ("", "", "CassianDracos", "CassianDracos"),
        ("A", "Tech\nmarine\u202e", "  ArgosOfTheForge ", "A. Tech marine ArgosOfTheForge"),
    ],
)
def test_what_a_nickname_is_made_of(prefix: str, rank: str, name: str, expected: str) -> None:
    made = MADE.of(prefix, rank, name)
    assert made is not None
    assert made.text == expected


def test_what_was_shortened_says_so() -> None:
    assert MADE.of("6", "Legionary", "Emek") == Nickname("6. Legionary Emek", shortened=False)
    assert MADE.of("IG", "Inductii", "NocturneAshwalker_77") == Nickname(
        "IG. Indu. NocturneAshwalker_77", shortened=True
    )


def test_a_name_longer_than_roblox_allows_is_cut_behind_its_prefix() -> None:
    assert MADE.of("6", "Legionary", "x" * 40) == Nickname(f"6. {'x' * 28}…", shortened=True)


def test_the_legion_may_choose_a_short_form() -> None:
    chosen = Nicknames(replace(RULES, abbreviations={"flameborne captain": "F-Cpt"}))
    assert chosen.of("6", "Flameborne Captain", "CassianDracos") == Nickname("6. F-Cpt CassianDracos", shortened=True)
    assert chosen.of("6", "Flameborne Captain", "Tu") == Nickname("6. Flameborne Captain Tu", shortened=False)
    assert chosen.of("6", "Captain", "CassianDracos") == MADE.of("6", "Captain", "CassianDracos")


def test_where_a_prefix_leaves_no_room_the_name_stands_alone() -> None:
    tight = Nicknames(replace(RULES, max_length=4))
    assert tight.of("🔥🔥", "Legionary", "Emek Serpentine") == Nickname("Eme…", shortened=True)


def test_an_empty_name_makes_no_nickname() -> None:
    assert MADE.of("6", "Legionary", " \u200b\n") is None


def test_the_format_may_put_the_name_elsewhere() -> None:
    turned = Nicknames(replace(RULES, format="[{prefix}] {roblox_username} | {group_rank}"))
    assert turned.of("6", "Legionary", "Emek") == Nickname("[6] Emek | Legionary", shortened=False)


@given(prefixes, words, st.one_of(names, words), st.integers(1, 32))
def test_every_nickname_fits_and_is_never_empty(prefix: str, rank: str, name: str, limit: int) -> None:
    made = Nicknames(replace(RULES, max_length=limit)).of(prefix, rank, name)
    if made is not None:
        assert 1 <= size(made.text) <= limit
        assert len(made.text) <= limit
        assert made.text == made.text.strip()
        assert made.text.isprintable()


@given(prefixes, words, names)
def test_the_prefix_stays_and_a_roblox_name_is_never_cut(prefix: str, rank: str, name: str) -> None:
    made = MADE.of(prefix, rank, name)
    assert made is not None
    assert made.text.startswith(f"{prefix}. ")
    assert made.text.endswith(f" {name}")
    assert made == Nicknames(RULES).of(prefix, rank, name), "deterministic"


@given(words)
def test_abbreviations_only_get_shorter(rank: str) -> None:
    forms = abbreviations(rank)
    sizes = [size(form) for form in forms]
    assert sizes == sorted(set(sizes), reverse=True)
    assert all(forms)
