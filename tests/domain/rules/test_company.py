from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from ignis.domain.rules.company import Companies, ordinal, title

COMPANIES = Companies(1, 10)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0th"), (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"),
        (13, "13th"), (21, "21st"), (22, "22nd"), (103, "103rd"), (111, "111th"), (212, "212th"),
    ],
)  # fmt: skip
def test_ordinal(number: int, text: str) -> None:
    assert ordinal(number) == text


def test_title() -> None:
    assert title(2) == "2nd Battle Company"


@pytest.mark.parametrize(
    ("nickname", "company"),
    [
        ("2. Legionary Vulkan", 2),
        ("10. Captain Adrax", 10),
        ("11. Captain Adrax", None),
        ("0. Nobody", None),
        ("A. Techmarine", None),
        ("2.Vulkan", None),
        ("I am 2. really", None),
        ("٢. Vulkan", None),
        ("9999. Vulkan", None),
        ("", None),
        (None, None),
    ],
)
def test_the_nickname_names_the_company(nickname: str | None, company: int | None) -> None:
    assert COMPANIES.of_nickname(nickname) == company


@given(st.text())
def test_any_nickname_is_a_company_that_exists_or_none(nickname: str) -> None:
    assert COMPANIES.of_nickname(nickname) in {None, *range(1, 11)}


@pytest.mark.parametrize(
    ("roles", "company"),
    [
        (("3rd Battle Company",), 3),
        (("Legionary", "3RD battle company", "Seal of Vulkan"), 3),
        (("2nd Battle Company", "3rd Battle Company"), 2),
        (("11th Battle Company", "3rd Battle Company"), 3),
        (("3th Battle Company",), None),
        (("03rd Battle Company",), None),
        (("3rd Battle Company Veteran",), None),
        (("the 3rd Battle Company",), None),
        (("٣rd Battle Company",), None),
        (("6", "Battle Company", ""), None),
        ((), None),
    ],
)
def test_a_role_names_the_company(roles: tuple[str, ...], company: int | None) -> None:
    assert COMPANIES.of_roles(roles) == company


@given(
    st.integers(min_value=0, max_value=1_200), st.integers(1, 999), st.sampled_from([str.upper, str.lower, str.title])
)
def test_exactly_the_titles_of_companies_that_exist_name_them(
    number: int, last: int, spelled: Callable[[str], str]
) -> None:
    companies = Companies(1, last)
    assert companies.of_roles([spelled(title(number))]) == (number if 1 <= number <= last else None)


@given(st.lists(st.text()))
def test_any_roles_name_a_company_that_exists_or_none(roles: list[str]) -> None:
    assert COMPANIES.of_roles(roles) in {None, *range(1, 11)}
