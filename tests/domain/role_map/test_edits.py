"""Edits of the role map: what they change, what they leave, what they refuse."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.edits import add_role, remember_ids, remove_role, rename_role

RANKS = ("Aspirant", "Initiate", "Brother", "Captain", "Primarch")
FLAT = {"Aspirants": "Aspirant", "Brothers": "Brother", "Veterans": "Brother", "Captains": "Captain"}
BY_CATEGORY = {
    "Mortals": {"Aspirants": "Aspirant"},
    "Marines": {"Brothers": "Brother", "Veterans": "Brother"},
    "Officers": {"Captains": "Captain"},
}


def document(**fields: Any) -> Document:
    return Document(
        {
            "version": 1,
            "role_to_rank_mapping": FLAT,
            "role_priority": ["Aspirants", "Brothers", "Veterans", "Captains"],
            "paths": {
                "recruits": {"steps": [{"current_rank": "Aspirant"}, {"current_rank": "Initiate"}],
                             "terminal_rank": "Brother"},
                "brothers": {"steps": [{"current_rank": "Brother"}], "terminal_rank": "Captain"},
            },
            "off_ladder_ranks": ["Primarch"],
            "awards": {"roles": ["Veterans"], "keywords": []},
            "specialities": ["Captains"],
        }
        | fields
    )  # fmt: skip


def refusal(edit: Callable[[], Document]) -> Refusal:
    with pytest.raises(Refused) as caught:
        edit()
    return caught.value.code


def test_a_document_knows_roles_and_ranks_in_both_forms() -> None:
    for form in (FLAT, BY_CATEGORY):
        one = document(role_to_rank_mapping=form)
        assert one.roles == FLAT
        assert one.ranks == RANKS
    assert document().categories == {"": FLAT}
    assert document(role_to_rank_mapping=BY_CATEGORY).categories == BY_CATEGORY


@pytest.mark.parametrize(
    ("rank", "above", "order"),
    [
        ("Brother", None, ["Aspirants", "Brothers", "Veterans", "Knights", "Captains"]),  # above those of its rank
        ("Initiate", None, ["Aspirants", "Knights", "Brothers", "Veterans", "Captains"]),  # above the next lower rank
        ("Primarch", None, ["Knights", "Aspirants", "Brothers", "Veterans", "Captains"]),  # takes no rank from anybody
        ("primarch", "captains", ["Aspirants", "Brothers", "Veterans", "Captains", "Knights"]),
    ],
)
def test_a_new_role_gets_its_place(rank: str, above: str | None, order: list[str]) -> None:
    edited = add_role(document(), "Knights", 7, rank, above)
    assert list(edited.priority) == order
    assert edited.roles["Knights"].casefold() == rank.casefold()
    assert edited.roles["Knights"] in RANKS
    assert edited.role_ids == {"Knights": 7}


def test_a_mapped_role_is_moved_or_stands_for_another_rank() -> None:
    moved = add_role(document(), "veterans", None, "Captain", above="Captains")
    assert moved.roles == {"Aspirants": "Aspirant", "Brothers": "Brother", "veterans": "Captain", "Captains": "Captain"}
    assert moved.priority == ("Aspirants", "Brothers", "Captains", "veterans")
    stays = add_role(document(), "Veterans", None, "Captain")
    assert stays.priority == document().priority


def test_a_promotion_gives_no_role_that_stands_for_something_else_now() -> None:
    given = document(role_given_on_promotion={"Brother": "Veterans", "Captain": "Captains"})
    assert add_role(given, "Veterans", None, "Captain").content["role_given_on_promotion"] == {"Captain": "Captains"}
    assert remove_role(given, "Veterans").content["role_given_on_promotion"] == {"Captain": "Captains"}
    assert rename_role(given, "Veterans", "Elders").content["role_given_on_promotion"]["Brother"] == "Elders"


def test_edits_keep_the_older_form_and_find_the_category() -> None:
    older = document(role_to_rank_mapping=BY_CATEGORY)
    assert add_role(older, "Knights", None, "Brother").categories["Marines"]["Knights"] == "Brother"
    assert add_role(older, "Lords", None, "Primarch", above="Captains").categories["Officers"]["Lords"] == "Primarch"
    assert list(add_role(older, "Brothers", None, "Captain").categories["Marines"]) == ["Brothers", "Veterans"]
    assert "Mortals" not in remove_role(older, "Aspirants").categories
    assert rename_role(older, "Brothers", "Kin").categories["Marines"] == {"Kin": "Brother", "Veterans": "Brother"}
    assert add_role(document(role_to_rank_mapping={"A": {}}, role_priority=[]), "X", None, "Brother").categories == {
        "A": {},
        "Other": {"X": "Brother"},
    }


def test_a_renamed_role_is_renamed_everywhere() -> None:
    known = document(role_ids={"Captains": 5})
    renamed = rename_role(known, "captains", "Kapitane")
    assert renamed.priority[-1] == "Kapitane"
    assert renamed.roles["Kapitane"] == "Captain"
    assert renamed.content["specialities"] == ["Kapitane"]
    assert renamed.role_ids == {"Kapitane": 5}
    assert rename_role(known, "Veterans", "Elders").content["awards"]["roles"] == ["Elders"]
    assert rename_role(known, "Captains", "CAPTAINS").roles["CAPTAINS"] == "Captain"


def test_ids_are_remembered_as_text_under_one_name() -> None:
    known = remember_ids(document(role_ids={"Captains": 5}), {"captains": 6, "Brothers": 7})
    assert known.content["role_ids"] == {"captains": "6", "Brothers": "7"}


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda: add_role(document(), "Knights", None, "King"), Refusal.NOT_A_RANK),
        (lambda: add_role(document(), "Knights", None, "Brother", above="Lords"), Refusal.ROLE_NOT_MAPPED),
        (lambda: add_role(document(), "Brothers", None, "Brother"), Refusal.MAP_UNCHANGED),
        (lambda: remove_role(document(), "Knights"), Refusal.ROLE_NOT_MAPPED),
        (lambda: rename_role(document(), "Knights", "Lords"), Refusal.ROLE_NOT_MAPPED),
        (lambda: rename_role(document(), "Brothers", "captains"), Refusal.ROLE_MAPPED),
        (lambda: rename_role(document(), "Brothers", "Brothers"), Refusal.MAP_UNCHANGED),
        (lambda: remember_ids(document(role_ids={"Captains": "5"}), {"Captains": 5}), Refusal.MAP_UNCHANGED),
    ],
)
def test_what_is_refused(edit: Callable[[], Document], code: Refusal) -> None:
    assert refusal(edit) is code


NAMES = st.sampled_from(["Aspirants", "brothers", "Veterans", "CAPTAINS", "Knights", "lords"])
Edits = list[Callable[[Document], Document]]

EDITS = st.one_of(
    st.builds(
        lambda role, rank, above: lambda map_: add_role(map_, role, 1, rank, above),
        NAMES, st.sampled_from(RANKS), st.none() | NAMES,
    ),
    st.builds(lambda role: lambda map_: remove_role(map_, role), NAMES),
    st.builds(lambda old, new: lambda map_: rename_role(map_, old, new), NAMES, NAMES),
)  # fmt: skip


@given(st.sampled_from([FLAT, BY_CATEGORY]), st.lists(EDITS, max_size=8))
def test_any_row_of_edits_keeps_the_map_whole(
    form: dict[str, Any], edits: list[Callable[[Document], Document]]
) -> None:
    """Every role once, whatever its case; mapped roles and priority name the same; ids only of roles that are there."""
    map_ = document(role_to_rank_mapping=form)
    for edit in edits:
        try:
            map_ = edit(map_)
        except Refused:
            continue
        roles = [role.casefold() for role in map_.roles]
        assert len(set(roles)) == len(roles)
        assert sorted(roles) == sorted(role.casefold() for role in map_.priority)
        assert {role.casefold() for role in map_.role_ids} <= set(roles)
        assert map_.by_category == (form is BY_CATEGORY) or not map_.roles
        assert set(map_.roles.values()) <= set(RANKS)
