"""What differs between two role maps is listed completely, and nothing else is."""

from hypothesis import given, strategies as st

from ignis.domain.role_map.diff import RoleDiff, diff, noted_ids, summary
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.orders import AddRole, RemoveRole
from tests.support.legion.role_map import content


def document(**changes: object) -> Document:
    return Document(content() | changes)


BASE = document()


def test_a_map_does_not_differ_from_itself() -> None:
    found = diff(BASE, document())
    assert (found.roles, found.sections, summary(found)) == ((), (), "")


def test_a_new_role_moves_no_other() -> None:
    found = diff(BASE, AddRole("Recruiter", 7, "Initiate", above="Aspirants").apply(BASE))
    assert found.roles == (RoleDiff("Recruiter", None, "Initiate", None, 4, moved=False),)
    assert (found.sections, summary(found)) == ((), "+ Recruiter → Initiate (4)")


def test_a_role_that_goes() -> None:
    found = diff(BASE, RemoveRole("captains").apply(BASE))
    assert found.roles == (RoleDiff("Captains", "Captain", None, 2, None, moved=False),)
    assert summary(found) == "- Captains"


def test_another_rank_and_another_place() -> None:
    found = diff(BASE, AddRole("Aspirants", 7, "Captain", above="Captains").apply(BASE))
    assert found.roles == (RoleDiff("Aspirants", "Aspirant", "Captain", 4, 2, moved=True),)
    assert summary(found) == "Aspirants: Aspirant → Captain (2)"
    moved = diff(BASE, AddRole("Aspirants", 7, "Aspirant", above="Brothers").apply(BASE))
    assert summary(moved) in {"Aspirants: 4 → 3", "Brothers: 3 → 4"}


def test_another_role_of_the_same_name_is_a_difference() -> None:
    before = document(role_ids={"Captains": "4711", "Brothers": "5"})
    found = diff(before, document(role_ids={"CAPTAINS": "4712", "Brothers": "5", "Aspirants": "6"}), {"aspirants": 6})
    assert found.roles == (
        RoleDiff("Captains", "Captain", "Captain", 2, 2, moved=False, id_before=4711, id_after=4712),
    )
    assert (found.sections, summary(found)) == ((), "Captains: id 4711 → 4712")
    both = AddRole("Captains", 4712, "Brother").apply(before)
    assert summary(diff(before, both)) == "Captains: id 4711 → 4712, Captain → Brother"
    noted = AddRole("Captains", 4712, "Captain").apply(BASE)
    assert (summary(diff(BASE, noted)), noted_ids(BASE, noted)) == ("", "Captains: id 4712")
    assert summary(diff(BASE, noted, {"captains": 0})) == "Captains: id 4712", "it meant nothing before"
    assert diff(before, BASE, {"captains": 4710}).roles[0].id_after == 4710, "what it means without the map's id"


def test_other_sections_are_named() -> None:
    found = diff(BASE, document(specialities=[], colour="green"))
    assert (found.sections, summary(found)) == (("specialities", "colour"), "specialities; colour")


def test_many_roles_are_summed_up() -> None:
    after = document(role_to_rank_mapping={}, role_priority=[])
    assert summary(diff(BASE, after)).endswith("; +1")


def test_the_older_form_is_no_difference() -> None:
    mapping = content()["role_to_rank_mapping"]
    assert diff(BASE, document(role_to_rank_mapping={"All": mapping})).roles == ()


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(NAMES, NAMES)
def test_roles_that_are_not_listed_as_moved_keep_their_order(before: list[str], after: list[str]) -> None:
    one = document(role_to_rank_mapping=dict.fromkeys(before, "Aspirant"), role_priority=before)
    two = document(role_to_rank_mapping=dict.fromkeys(after, "Aspirant"), role_priority=after)
    listed = {role.role for role in diff(one, two).roles}
    assert listed >= set(before) ^ set(after)
    assert [role for role in before if role not in listed] == [role for role in after if role not in listed]
