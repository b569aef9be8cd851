"""Orders: an edit with its parameters, applied to the document that is there when its turn has come."""

import pytest

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.orders import AddRole, FollowRename, RememberIds, RemoveRole
from tests.support.legion.role_map import content

BASE = Document(content())


class TestAddingARole:
    def test_a_role_with_a_new_name_is_renamed_and_not_doubled(self) -> None:
        named = AddRole("Brothers", 7, "Brother").apply(BASE)
        renamed = AddRole("Battle Brothers", 7, "Brother").apply(named)
        assert renamed.priority == ("Aspirants", "Battle Brothers", "Captains", "Primarch")
        assert renamed.role_ids == {"Battle Brothers": 7}
        both = AddRole("Battle Brothers", 7, "Captain").apply(named)
        assert both.roles["Battle Brothers"] == "Captain"
        assert "Brothers" not in both.roles

    def test_what_is_refused_stays_refused(self) -> None:
        named = AddRole("Brothers", 7, "Brother").apply(BASE)
        with pytest.raises(Refused) as refused:
            AddRole("Battle Brothers", 7, "Warmaster").apply(named)
        assert refused.value.code is Refusal.NOT_A_RANK


def test_a_role_is_removed_however_its_case() -> None:
    assert "Captains" not in RemoveRole("CAPTAINS").apply(BASE).roles


class TestFollowingARename:
    def test_the_new_name_and_the_id_are_written(self) -> None:
        followed = FollowRename("Captains", "Kapitane", 7).apply(BASE)
        assert followed.roles["Kapitane"] == "Captain"
        assert (followed.role_ids, "Captains" in followed.roles) == ({"Kapitane": 7}, False)

    def test_a_name_that_another_mapped_role_has_is_left_to_it_and_the_id_is_remembered(self) -> None:
        followed = FollowRename("Captains", "Brothers", 7).apply(BASE)
        assert (followed.roles, followed.role_ids) == (BASE.roles, {"Captains": 7})

    def test_nothing_to_write_at_all_is_refused(self) -> None:
        known = RememberIds({"Captains": 7}).apply(BASE)
        with pytest.raises(Refused) as refused:
            FollowRename("Captains", "Brothers", 7).apply(known)
        assert refused.value.code is Refusal.ROLE_MAPPED


def test_ids_that_are_known_already_are_no_change() -> None:
    known = RememberIds({"Captains": 7}).apply(BASE)
    assert known.role_ids == {"Captains": 7}
    with pytest.raises(Refused) as refused:
        RememberIds({"Captains": 7}).apply(known)
    assert refused.value.code is Refusal.MAP_UNCHANGED
