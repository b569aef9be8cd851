"""What differs between two role maps is told completely, and no more than that."""

import pytest
from hypothesis import given, strategies as st

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.diff import RoleDiff, diff, summary
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.orders import AddRole, RemoveRole
from tests.support.legion.role_map import content


def document(**changes: object) -> Document:
    return Document(content() | changes)


BASE = document()


def test_a_map_does_not_differ_from_itself() -> None:
    found = diff(BASE, document())
    assert (found.roles, found.sections, summary(found)) == ((), (), "")


def test_a_new_role_moves_nobody() -> None:
    found = diff(BASE, AddRole("Recruiter", 7, "Initiate", above="Aspirants")(BASE))
    assert found.roles == (RoleDiff("Recruiter", None, "Initiate", None, 4, moved=False),)
    assert (found.sections, summary(found)) == ((), "+ Recruiter → Initiate (4)")


def test_a_role_that_goes() -> None:
    found = diff(BASE, RemoveRole("captains")(BASE))
    assert found.roles == (RoleDiff("Captains", "Captain", None, 2, None, moved=False),)
    assert summary(found) == "- Captains"


def test_another_rank_and_another_place() -> None:
    found = diff(BASE, AddRole("Aspirants", 7, "Captain", above="Captains")(BASE))
    assert found.roles == (RoleDiff("Aspirants", "Aspirant", "Captain", 4, 2, moved=True),)
    assert summary(found) == "Aspirants: Aspirant → Captain (2)"
    moved = diff(BASE, AddRole("Aspirants", 7, "Aspirant", above="Brothers")(BASE))
    assert summary(moved) in {"Aspirants: 4 → 3", "Brothers: 3 → 4"}


def test_other_sections_are_named() -> None:
    found = diff(BASE, document(specialities=[], colour="green"))
    assert (found.sections, summary(found)) == (("specialities", "colour"), "specialities; colour")


def test_many_roles_are_told_in_short() -> None:
    after = document(role_to_rank_mapping={}, role_priority=[])
    assert summary(diff(BASE, after)).endswith("; +1")


def test_the_older_form_is_no_difference() -> None:
    mapping = content()["role_to_rank_mapping"]
    assert diff(BASE, document(role_to_rank_mapping={"All": mapping})).roles == ()


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(NAMES, NAMES)
def test_what_is_not_told_to_have_moved_stands_in_the_same_order(before: list[str], after: list[str]) -> None:
    one = document(role_to_rank_mapping=dict.fromkeys(before, "Aspirant"), role_priority=before)
    two = document(role_to_rank_mapping=dict.fromkeys(after, "Aspirant"), role_priority=after)
    told = {role.role for role in diff(one, two).roles}
    assert told >= set(before) ^ set(after)
    assert [role for role in before if role not in told] == [role for role in after if role not in told]


class TestOrders:
    def test_a_role_with_a_new_name_is_renamed_and_not_doubled(self) -> None:
        named = AddRole("Brothers", 7, "Brother")(BASE)
        renamed = AddRole("Battle Brothers", 7, "Brother")(named)
        assert renamed.priority == ("Aspirants", "Battle Brothers", "Captains", "Primarch")
        assert renamed.role_ids == {"Battle Brothers": 7}
        both = AddRole("Battle Brothers", 7, "Captain")(named)
        assert both.roles["Battle Brothers"] == "Captain"
        assert "Brothers" not in both.roles

    def test_what_is_refused_stays_refused(self) -> None:
        named = AddRole("Brothers", 7, "Brother")(BASE)
        with pytest.raises(Refused) as refused:
            AddRole("Battle Brothers", 7, "Warmaster")(named)
        assert refused.value.code is Refusal.NOT_A_RANK
