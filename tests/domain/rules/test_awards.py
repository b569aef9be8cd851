import pytest
from hypothesis import given, strategies as st

from ignis.domain.rules.awards import Awards

AWARDS = Awards(frozenset({"Hero of Armageddon"}), frozenset({"Seal", "Medal"}))


@pytest.mark.parametrize(
    ("role", "award"),
    [
        ("Hero of Armageddon", True),
        ("HERO OF ARMAGEDDON", True),
        ("Hero", False),
        ("Seal of Vulkan", True),
        ("purity seal", True),
        ("Obsidian-Medal", True),
        ("SEAL Team", False),
        ("Unsealed", False),
        ("Sealed Chamber", False),
        ("Medallion", False),
        ("", False),
    ],
)
def test_exact_names_and_whole_words(role: str, award: bool) -> None:  # noqa: FBT001  a table of cases
    assert AWARDS.among([role]) == ((role,) if award else ())


@given(st.lists(st.text()))
def test_awards_keep_their_order_and_nothing_is_added(roles: list[str]) -> None:
    found = list(AWARDS.among(roles))
    assert found == [role for role in roles if role in found]


def test_without_any_rule_nothing_is_an_award() -> None:
    assert Awards().among(["Seal of Vulkan"]) == ()
