# ruff: noqa: RUF001  letters that can be taken for others are what this is about
"""What looks the same to people, and what does not."""

import pytest

from ignis.domain.rules.look_alikes import skeleton


@pytest.mark.parametrize(
    "other",
    [
        "PRIMARCH",  # case
        "ＰＲＩＭＡＲＣＨ",  # width
        "Рrіmаrсh",  # Cyrillic
        "Ρrιmαrch",  # Greek
        "𝐏𝐫𝐢𝐦𝐚𝐫𝐜𝐡",
        "𝓟𝓻𝓲𝓶𝓪𝓻𝓬𝓱",
        "ᴘʀɪᴍᴀʀᴄʜ",
        "🅿🆁🅸🅼🅰🆁🅲🅷",
        "🇵🇷🇮🇲🇦🇷🇨🇭",
        "Ⓟⓡⓘⓜⓐⓡⓒⓗ",
        "Prímärçh",
        "Primarch\u200b",
        "Prim\u00adarch",
        "  Primarch  ",
        "Pr1march",
        "Prlmarch",
        "Prirnarch",
        "Primarch\u3164",
    ],
)
def test_it_is_the_same_in_another_case_width_or_script(other: str) -> None:
    assert skeleton(other) == skeleton("Primarch")


@pytest.mark.parametrize("other", ["Primarchs", "Captain", "Patriarch", "", "プリマーク", "Примарх"])
def test_another_name_stays_another_name(other: str) -> None:
    assert skeleton(other) != skeleton("Primarch")


def test_words_stay_apart_whatever_is_between_them() -> None:
    assert skeleton("Legion\u00a0\u2003Officer") == skeleton("legion officer") != skeleton("LegionOfficer")
