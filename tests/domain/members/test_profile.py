from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from ignis.domain.members.member import Member
from ignis.domain.members.profile import Subject, company_of, profile
from ignis.domain.rules.company import title
from tests.support.legion.small_legion import LEGION

STORED = Member(1, 30, "Brother", "brothers", company=3, gold_studs=1, silver_studs=2)


def subject(*roles: str, nickname: str | None = None) -> Subject:
    return Subject(1, roles, nickname)


def test_what_is_stored_is_shown() -> None:
    shown = profile(LEGION, subject("Captains"), STORED)
    assert (shown.points, shown.standing.rank, shown.company) == (30, "Brother", 3)
    assert (shown.gold_studs, shown.silver_studs) == (1, 2)


@pytest.mark.parametrize(
    ("roles", "rank", "path"),
    [
        ((), "Aspirant", "recruits"),
        (("Gamer",), "Aspirant", "recruits"),
        (("Aspirants", "Captains"), "Captain", "brothers"),
        (("Primarch",), "Primarch", None),
    ],
)
def test_a_newcomer_has_the_rank_of_the_roles_and_no_points(
    roles: tuple[str, ...], rank: str, path: str | None
) -> None:
    shown = profile(LEGION, subject(*roles), None)
    assert (shown.points, shown.standing.rank, shown.standing.path) == (0, rank, path)
    assert (shown.gold_studs, shown.silver_studs) == (0, 0)


def test_the_company_is_the_one_stored_then_that_of_a_role_then_that_of_the_nickname() -> None:
    role, nickname = "4th Battle Company", "2. Vulkan"
    assert profile(LEGION, subject("Captains", role, nickname=nickname), STORED).company == 3
    assert profile(LEGION, subject("Captains", role, nickname=nickname), None).company == 4
    assert profile(LEGION, subject("Captains", nickname=nickname), None).company == 2


@pytest.mark.parametrize(
    ("rank", "company"),
    [("Captain", 6), ("CAPTAIN", 6), ("Aspirant", None), ("Brother", None), ("Initiate", None), ("No Such Rank", None)],
)
def test_a_nickname_names_the_company_only_in_ranks_that_wear_its_number(rank: str, company: int | None) -> None:
    prefixes = {"Aspirant": "IA", "Brother": "6", "Captain": None}
    legion = replace(LEGION, nicknames=replace(LEGION.nicknames, prefixes=prefixes))
    assert company_of(legion, subject(nickname="6. Tu'Shan"), Member(1, 0, rank, None)) == company


NUMBERS = st.integers(1, 10)


@given(
    stored=st.none() | NUMBERS,
    named=st.none() | NUMBERS,
    worn=st.none() | NUMBERS,
    rank=st.sampled_from(LEGION.ranks),
    others=st.lists(st.sampled_from(["Captains", "Hero", "6", "Battle Company"])),
)
def test_a_source_of_the_company_counts_only_where_those_before_it_are_silent(
    stored: int | None, named: int | None, worn: int | None, rank: str, others: list[str]
) -> None:
    roles = others if named is None else [*others, title(named)]
    nickname = None if worn is None else f"{worn}. Vulkan"
    found = company_of(LEGION, Subject(1, tuple(roles), nickname), Member(1, 5, rank, None, company=stored))
    assert found == (stored or named or (worn if rank == "Captain" else None))


def test_awards_in_the_order_of_the_roles_specialities_in_that_of_the_configuration() -> None:
    shown = profile(LEGION, subject("Seal of Vulkan", "techmarine", "Apothecary", "Hero"), None)
    assert shown.awards == ("Seal of Vulkan", "Hero")
    assert shown.specialities == ("Apothecary", "Techmarine")


def test_every_rank_is_on_the_ladder_or_off_it() -> None:
    assert LEGION.ranks == ("Aspirant", "Initiate", "Brother", "Captain", "Primarch")


def test_a_rank_is_found_whatever_its_case() -> None:
    assert [LEGION.rank(name) for name in (" captain ", "PRIMARCH", "Emperor")] == ["Captain", "Primarch", None]
