"""Both forms of a role map's file give the same roles; nothing else may depend on the form."""

from ignis.domain.role_map.document import Document, by_category, flat, same, spelled
from tests.support.legion.role_map import content

FLAT = Document(content())
CATEGORIES = {"Mortals": {"Aspirants": "Aspirant"}, "Officers": {"Captains": "Captain", "Primarch": "Primarch"}}
GROUPED = Document(content() | {"role_to_rank_mapping": CATEGORIES})


def test_the_flat_form_is_one_category_without_a_name() -> None:
    assert not FLAT.by_category
    assert FLAT.categories == {"": FLAT.roles}


def test_the_form_by_category_keeps_its_categories_and_their_order() -> None:
    assert GROUPED.by_category
    assert GROUPED.categories == CATEGORIES
    assert list(GROUPED.roles.items()) == [
        ("Aspirants", "Aspirant"), ("Captains", "Captain"), ("Primarch", "Primarch"),
    ]  # fmt: skip


def test_what_is_read_can_be_changed_without_changing_the_document() -> None:
    FLAT.roles["Squires"] = "Aspirant"
    FLAT.categories[""]["Squires"] = "Aspirant"
    GROUPED.categories["Mortals"]["Squires"] = "Aspirant"
    assert "Squires" not in {**FLAT.roles, **GROUPED.roles}


def test_a_rank_that_ends_a_path_and_begins_the_next_is_listed_once() -> None:
    assert FLAT.ladder_ranks == ("Aspirant", "Initiate", "Brother", "Captain")
    assert FLAT.ranks == (*FLAT.ladder_ranks, "Primarch")


def test_ids_are_numbers_though_they_are_written_as_text() -> None:
    known = Document(content() | {"role_ids": {"Captains": "123456789012345678"}})
    assert known.role_ids == {"Captains": 123456789012345678}
    without = {key: value for key, value in content().items() if key != "role_ids"}
    assert Document(without).role_ids == {}


def test_names_are_compared_without_case_and_found_as_they_are_written() -> None:
    assert same("STRASSE", "straße")
    assert spelled("CAPTAINS", FLAT.priority) == "Captains"
    assert spelled("Squires", FLAT.priority) is None


def test_an_empty_mapping_is_flat() -> None:
    assert not by_category({})
    assert flat({}) == {}
