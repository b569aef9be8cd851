# ruff: noqa: RUF001  letters that can be taken for others are what this is about
"""Under which name the roles of a server count."""

from ignis.domain.role_map.counted_roles import counted_roles
from ignis.domain.role_map.table import GuildRole
from tests.support.legion.small_legion import LEGION

CAPTAINS, BROTHERS, FIFTH, HERO = (
    GuildRole(12, "Captains"),
    GuildRole(11, "Brothers"),
    GuildRole(15, "5th Battle Company"),
    GuildRole(16, "Hero"),
)
ALL = (CAPTAINS, BROTHERS, FIFTH, HERO, GuildRole(17, "Friends"))


def test_each_counts_under_its_name_in_the_spelling_of_the_rules() -> None:
    loud = (*ALL[1:], GuildRole(12, "CAPTAINS"))
    assert counted_roles(LEGION, loud, {}) == {
        12: "Captains",
        11: "Brothers",
        15: "5th Battle Company",
        16: "Hero",
        17: "Friends",
    }


def test_a_second_role_of_a_name_counts_under_none() -> None:
    thieves = [GuildRole(90 + number, role.name) for number, role in enumerate(ALL)]
    thieves += [GuildRole(8, "CAPTAINS"), GuildRole(99, "5TH BATTLE COMPANY"), GuildRole(98, "Ｈero")]
    assert counted_roles(LEGION, (*thieves, *ALL), {}) == {
        12: "Captains",
        11: "Brothers",
        15: "5th Battle Company",
        16: "Hero",
        17: "Friends",
        98: "Ｈero",
    }


def test_a_pinned_role_counts_under_its_name_whatever_it_is_called() -> None:
    renamed = GuildRole(15, "Company of the Forge")
    thief = GuildRole(1, "5th Battle Company")
    assert counted_roles(LEGION, (renamed, thief), {}, {"5TH battle company": 15}) == {15: "5th Battle Company"}


def test_a_pinned_role_that_is_gone_leaves_its_name_to_no_other() -> None:
    thief = GuildRole(90, "Captains")
    assert counted_roles(LEGION, (thief, BROTHERS), {}, {"Captains": 12}) == {11: "Brothers"}
    assert counted_roles(LEGION, (thief, BROTHERS), {"Captains": 12, "Brothers": 11}) == {11: "Brothers"}


def test_ids_of_the_file_win_over_those_of_the_database() -> None:
    newer = GuildRole(90, "Captains")
    known = counted_roles(LEGION, (CAPTAINS, newer), {"Captains": 90}, {"Captains": 12})
    assert known == {90: "Captains"}


def test_a_file_of_another_server_has_no_ids_for_this_one() -> None:
    assert counted_roles(LEGION, (CAPTAINS,), {"Captains": 999, "Brothers": 998}) == {12: "Captains"}


def test_what_is_pinned_under_a_name_that_decides_nothing_any_more_counts_under_its_own() -> None:
    assert counted_roles(LEGION, (CAPTAINS,), {}, {"Kapitane": 12}) == {12: "Captains"}
