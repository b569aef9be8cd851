import pytest

from ignis.domain.member import Member
from ignis.domain.profile import Subject, profile
from tests.support.legion import LEGION

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


def test_the_nickname_tells_the_company_until_one_is_stored() -> None:
    assert profile(LEGION, subject(nickname="2. Vulkan"), None).company == 2
    assert profile(LEGION, subject(nickname="2. Vulkan"), STORED).company == 3


def test_awards_in_the_order_of_the_roles_specialities_in_that_of_the_configuration() -> None:
    shown = profile(LEGION, subject("Seal of Vulkan", "techmarine", "Apothecary", "Hero"), None)
    assert shown.awards == ("Seal of Vulkan", "Hero")
    assert shown.specialities == ("Apothecary", "Techmarine")


def test_every_rank_is_on_the_ladder_or_off_it() -> None:
    assert LEGION.ranks == ("Aspirant", "Initiate", "Brother", "Captain", "Primarch")


def test_a_rank_is_found_whatever_its_case() -> None:
    assert [LEGION.rank(name) for name in (" captain ", "PRIMARCH", "Emperor")] == ["Captain", "Primarch", None]
