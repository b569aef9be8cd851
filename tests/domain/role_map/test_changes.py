"""What a change makes of the versions that it finds: the text, and what is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import EditRoleMap, ImportRoleMap, RoleMapChange, UndoRoleMap
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.orders import RemoveRole
from ignis.domain.role_map.proposal import MapText
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.stored import StoredRoleMap
from ignis.domain.role_map.version import Source, Version
from tests.support.legion.role_map import content
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALICE = Actor(1)
NEW = MapText("{}", Format.JSON)


def version(number: int, restores: int | None = None) -> Version:
    return Version(number, NOON, Source.COMMAND, 1, "", None, f"r{number}", Format.YAML, f"text {number}", restores)


def found(*versions: Version, unseen: bool = False) -> StoredRoleMap:
    newest = versions[-1]
    current = RoleMap(Path("map.yaml"), newest.after, LEGION, Document(content()))
    return StoredRoleMap(current, newest.text, versions, unseen=unseen)


def refusal(change: RoleMapChange, stored: StoredRoleMap) -> Refusal:
    with pytest.raises(Refused) as caught:
        change.propose(stored)
    return caught.value.code


def test_an_edit_describes_itself_unless_it_has_a_description() -> None:
    proposal = EditRoleMap(RemoveRole("Captains"), ALICE).propose(found(version(1)))
    assert isinstance(proposal.content, Document)
    assert "Captains" not in proposal.content.roles
    assert (proposal.source, proposal.by, proposal.what) == (Source.COMMAND, 1, "- Captains")
    named = EditRoleMap(RemoveRole("Captains"), ALICE, "no officers").propose(found(version(1)))
    assert named.what == "no officers"


def test_an_undo_brings_back_the_version_before_the_newest() -> None:
    proposal = UndoRoleMap(ALICE).propose(found(version(1), version(2)))
    assert (proposal.content, proposal.restores) == (MapText("text 1", Format.YAML), 1)
    assert (proposal.undone, proposal.what) == (version(2), "undid version 2")


def test_an_undo_after_an_undo_goes_further_back() -> None:
    stored = found(version(1), version(2), version(3), version(4, restores=2))
    proposal = UndoRoleMap(ALICE).propose(stored)
    assert proposal.restores == 1
    assert (proposal.undone, proposal.what) == (version(2), "undid version 2")


@pytest.mark.parametrize("versions", [(version(1),), (version(1), version(2, restores=1))])
def test_before_the_first_version_there_is_nothing(versions: tuple[Version, ...]) -> None:
    assert refusal(UndoRoleMap(ALICE), found(*versions)) is Refusal.NOTHING_TO_UNDO


def test_an_undo_is_for_what_the_user_has_seen() -> None:
    stored = found(version(1), version(2))
    assert UndoRoleMap(ALICE, of=2).propose(stored).restores == 1
    assert refusal(UndoRoleMap(ALICE, of=1), stored) is Refusal.MAP_EDITED
    assert refusal(UndoRoleMap(ALICE), found(version(1), version(2), unseen=True)) is Refusal.MAP_EDITED


def test_an_import_replaces_what_was_seen_or_anything() -> None:
    stored, edited = found(version(1)), found(version(1), unseen=True)
    assert ImportRoleMap(NEW, ALICE, of=1).propose(stored).content is NEW
    assert ImportRoleMap(NEW, ALICE).propose(edited).source is Source.IMPORT
    assert refusal(ImportRoleMap(NEW, ALICE, of=2), stored) is Refusal.MAP_EDITED
    assert refusal(ImportRoleMap(NEW, ALICE, of=1), edited) is Refusal.MAP_EDITED
