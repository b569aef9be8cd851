"""A name is found in a nickname that follows the role map, and in no other."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from ignis.domain.members.nickname import Nicknames
from ignis.domain.members.written_nickname import WrittenNicknames
from ignis.domain.rules.legion import NicknameRules
from ignis.domain.rules.role_ranks import RoleRanks
from tests.support.legion.small_legion import LEGION

PREFIXES = {"Aspirant": "IA", "Initiate": "6", "Brother": "A", "Captain": None, "Primarch": "\U0001f525"}
RULES = NicknameRules("{prefix}. {group_rank} {roblox_username}", 32, PREFIXES, {"Brothers": "Bro"})
ROLES = {"2nd Lieutenant (Furnace Warden)": "Brother", "Legion Captain": "Captain"}
RANKS = RoleRanks(ROLES, [])
LONG = replace(LEGION, nicknames=RULES, role_ranks=RANKS)
WRITTEN = WrittenNicknames(LONG)

names = st.from_regex(r"[A-Za-z0-9_]{3,20}", fullmatch=True)


@given(st.sampled_from(["IA", "6", "A", "10", "\U0001f525"]), st.sampled_from(list(ROLES)), names)
def test_the_name_is_found_again_in_what_ignis_writes(prefix: str, role: str, name: str) -> None:
    made = Nicknames(RULES).of(prefix, role, name)
    assert made is not None
    assert WRITTEN.name_in(made.text) == name


@pytest.mark.parametrize(
    "nickname", [None, "", "Emek", "Legion Captain Emek", "6. Legion Captain Eme…", "6. Legion Captain é", "6. x y"]
)
def test_no_name_is_found_in_what_is_not_of_the_format(nickname: str | None) -> None:
    assert WRITTEN.name_in(nickname) is None


@pytest.mark.parametrize(
    "nickname", ["Mr. Beast", "Dr. Legion Captain Emek", "A. Smith", "11. Legion Captain Emek", "6. the real Emek"]
)
def test_other_prefixes_and_ranks_than_the_maps_are_how_a_person_wants_to_be_called(nickname: str) -> None:
    assert WRITTEN.name_in(nickname) is None


def test_case_does_not_matter_and_a_rank_that_does_not_fit_may_be_missing() -> None:
    assert WRITTEN.name_in("ia. LEGION captain Emek") == "Emek"
    assert WRITTEN.name_in("IA. NocturneAshwalker_77") == "NocturneAshwalker_77"


def test_what_the_map_before_wrote_is_read_too() -> None:
    written = WrittenNicknames(LONG, replace(LONG, role_ranks=RoleRanks({"Old Captain": "Captain"}, [])))
    assert written.name_in("3. Old Captain Emek") == "Emek"
    assert WRITTEN.name_in("3. Old Captain Emek") is None


def test_a_format_without_a_rank_needs_the_prefix_alone() -> None:
    written = WrittenNicknames(LEGION)
    assert written.name_in("IA. Emek") == "Emek"
    assert written.name_in("Mr. Beast") is None
