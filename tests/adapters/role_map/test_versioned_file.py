"""The file and its versions under one lock: each change is whole or not made, whatever happens meanwhile."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from ignis.adapters.role_map import versioned_file
from ignis.adapters.role_map.versioned_file import VersionedFile
from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import EditRoleMap, ImportRoleMap
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.orders import AddRole
from ignis.domain.role_map.proposal import MapText
from ignis.domain.role_map.version import Source
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import ConfigError, project_root
from ignis.services.ports import StorageError
from tests.adapters.role_map import killed_editor

SHIPPED = (project_root() / "config" / "roles_ranks.json").read_text(encoding="utf-8")
ALICE = Actor(1)
KNIGHT = EditRoleMap(AddRole("Knight", 7, "Inductii"), ALICE)


@dataclass
class Place:
    file: Path
    folder: Path

    def open(self) -> VersionedFile:
        return VersionedFile(self.file, self.folder, SystemClock())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "versions").mkdir()
    made = Place(tmp_path / "roles_ranks.json", tmp_path / "versions")
    made.file.write_text(SHIPPED, encoding="utf-8")
    return made


def test_content_that_is_new_is_unseen_once(place: Place) -> None:
    file = place.open()
    assert file.take_in().unseen
    found = place.open().take_in()
    assert (found.unseen, found.text, [version.source for version in found.versions]) == (
        False, SHIPPED, [Source.FILE],
    )  # fmt: skip


def test_the_signature_follows_the_content_and_never_fails(place: Place) -> None:
    file = place.open()
    first = file.signature()
    assert file.signature() == first
    place.file.write_text(SHIPPED + " ", encoding="utf-8")
    assert file.signature() != first
    place.file.unlink()
    assert "no such file" in file.signature()


def test_the_last_good_version_is_the_newest_that_can_be_read(place: Place) -> None:
    file = place.open()
    assert file.last_good() is None
    file.take_in()
    changed = file.change(KNIGHT)
    place.file.write_text("{", encoding="utf-8")
    good = file.last_good()
    assert good is not None
    assert good.revision == changed.after.revision
    with pytest.raises(ConfigError):
        file.take_in()


def test_a_map_that_was_in_force_is_found_by_its_revision(place: Place) -> None:
    file = place.open()
    first = file.take_in().map
    file.change(KNIGHT)
    kept = file.kept(first.revision)
    assert kept is not None
    assert kept.document == first.document
    assert kept.revision == first.revision
    assert file.kept("0000000") is None


def test_the_same_text_is_no_import(place: Place) -> None:
    file = place.open()
    with pytest.raises(Refused) as caught:
        file.change(ImportRoleMap(MapText(SHIPPED, Format.JSON), ALICE))
    assert caught.value.code is Refusal.MAP_UNCHANGED
    assert len(file.versions()) == 1


def test_a_file_that_is_edited_at_every_try_is_given_up(place: Place) -> None:
    edits: list[str] = []

    class Edited:
        def apply(self, document: Document) -> Document:
            edits.append(" ")
            place.file.write_text(SHIPPED + " " * len(edits), encoding="utf-8")
            return KNIGHT.edit.apply(document)

    with pytest.raises(StorageError, match="is edited over and over by somebody else; try again later"):
        place.open().change(EditRoleMap(Edited(), ALICE))
    assert place.file.read_text(encoding="utf-8") == SHIPPED + " " * len(edits)
    assert len(edits) == 10


def test_a_lock_that_another_program_holds_is_waited_for_and_then_named(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versioned_file, "_LOCK_TIMEOUT", 0.1)
    with FileLock(place.folder / "lock"), pytest.raises(StorageError, match="another program is changing it"):
        place.open().change(KNIGHT)
    assert place.open().change(KNIGHT).version == 2


def killed_again_and_again(place: Place, stride: int) -> int:
    """How many tries to change the map were killed; every step in between has been checked by the program itself."""
    ended = subprocess.run(
        [sys.executable, killed_editor.__file__, str(place.file), str(place.folder), str(stride)],
        env={**os.environ, "PYTHONPATH": str(project_root())}, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


def test_a_change_killed_at_some_steps_is_made_or_not(place: Place) -> None:
    """A short form of the next."""
    assert killed_again_and_again(place, 13) > 5


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_change_killed_at_any_step_is_made_or_not(place: Place) -> None:
    assert killed_again_and_again(place, 1) > 50
