from typing import Any

import discord
import pytest
from hypothesis import given, strategies as st

from ignis.bot.card import card, listed
from ignis.domain.member import Member
from ignis.domain.profile import Profile, Subject, profile
from tests.support.legion import LEGION

# Discord's limits: https://discord.com/developers/docs/resources/message#embed-object-embed-limits
TEXT = st.text(min_size=1, max_size=100)
ROLES = st.lists(st.one_of(TEXT, TEXT.map(lambda text: f"Seal {text}"[:100])), max_size=250)
POINTS = st.integers(0, 10**9)
NAMES = st.text(min_size=1, max_size=32) | st.sampled_from(
    ["@everyone", "<@123456789012345678>", "**bold**", "`", "🔥" * 16, "\u202eevil"]
)


def shown(profiled: Profile, name: str = "Vulkan") -> discord.Embed:
    return card(profiled, name=name, tag="vulkan", avatar_url="https://cdn.discordapp.com/embed/avatars/0.png")


def fields(embed: discord.Embed) -> dict[Any, Any]:
    return {field.name: field.value for field in embed.fields}


def of(rank: str, points: int, *roles: str) -> dict[Any, Any]:
    return fields(shown(profile(LEGION, Subject(1, roles, None), Member(1, points, rank, None))))


def test_at_the_limit_it_says_so_and_counts_on() -> None:
    assert of("Aspirant", 20)["Progress"] == "`│████████████│` 20 / 20 (LIMIT REACHED)"
    assert of("Aspirant", 26)["Progress"] == "`│████████████│` 26 / 20 (LIMIT REACHED)\nExtra points: +6"


def test_what_the_next_rank_needs() -> None:
    assert of("Aspirant", 15)["Next rank"] == "**Initiate** at 15 points\n✔ points"
    assert of("Brother", 1)["Next rank"] == (
        "**Captain** at 70 points\n✖ 69 more points\n🔒 handpicked by the officers"
    )
    assert of("Captain", 1)["Next rank"] == "none: the last rank by points"


def test_off_the_ladder_there_is_no_bar() -> None:
    card_of_primarch = of("Primarch", 1_000)
    assert card_of_primarch["Points"] == "1,000"
    assert card_of_primarch["Progress"] == "no bar: this rank is given, not earned by points"
    assert card_of_primarch["Next rank"] == "none: this rank is off the ladder"


def test_speciality_and_studs_only_where_there_are_some() -> None:
    assert "Speciality" not in of("Aspirant", 1)
    assert of("Aspirant", 1, "Techmarine")["Speciality"] == "Techmarine"
    assert "Service studs" not in of("Aspirant", 1)


def test_the_requested_order() -> None:
    expected = ["Points", "Rank", "Progress", "Next rank", "Awards", "Company"]
    assert list(of("Aspirant", 1)) == expected


def test_what_does_not_fit_is_counted() -> None:
    awards = listed([f"Seal {number:03} {'x' * 80}" for number in range(50)])
    assert len(awards) <= 1024
    assert awards.endswith("\n+39 more")
    assert listed([]) == ""


@given(st.lists(st.text(min_size=1, max_size=300)), st.integers(20, 1024))
def test_a_list_fits_and_loses_nobody(items: list[str], limit: int) -> None:
    text = listed(items, limit)
    assert len(text) <= limit
    if not text.endswith(" more"):
        assert text == "\n".join(items)


@given(NAMES, ROLES, POINTS, st.sampled_from(LEGION.ranks))
def test_every_card_fits_discord_and_pings_nobody(name: str, roles: list[str], points: int, rank: str) -> None:
    profiled = profile(LEGION, Subject(1, tuple(roles), name), Member(1, points, rank, None, 1, 99, 99))
    embed = shown(profiled, name)
    assert 0 < len(embed.title or "") <= 256
    assert len(embed.fields) <= 25
    assert all(0 < len(field.name or "") <= 256 for field in embed.fields)
    assert all(0 < len(field.value or "") <= 1024 for field in embed.fields)
    assert len(embed) <= 6000
    assert "@everyone" not in (embed.title or "")
    assert "<@123456789012345678>" not in (embed.title or "")


@pytest.mark.parametrize("name", ["Vulkan", "TuShan_Nocturne", "2. Captain Adrax"])
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert shown(profile(LEGION, Subject(1, (), None), None), name).title == f"— TERMINAL: {name} —"
