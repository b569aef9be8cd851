"""What every RoleMapStore does, the one on disk and the one in memory alike."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import EditRoleMap, ImportRoleMap, RoleMapChange, UndoRoleMap
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.orders import AddRole, RemoveRole
from ignis.domain.role_map.proposal import MapText
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.version import Source
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import ConfigError
from ignis.services.ports import RoleMapStore
from tests.support.fakes.memory_role_map import MemoryRoleMap
from tests.support.legion.role_map import content_text, opened, written

ALICE = Actor(1)
SQUIRES = EditRoleMap(AddRole("Squires", 77, "Aspirant"), ALICE)
NO_CAPTAINS = EditRoleMap(RemoveRole("Captains"), ALICE)
WHOLE = content_text()
WIDER = WHOLE.replace('"last": 10', '"last": 12')


@dataclass
class Kept:
    """A store with the small legion's map, and the way in which an editor replaces its file."""

    store: RoleMapStore
    edit_by_hand: Callable[[str], Any]


@pytest.fixture(params=["file", "memory"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "memory":
        memory = MemoryRoleMap(WHOLE, SystemClock())
        return Kept(memory, lambda text: setattr(memory, "text", text))
    path = written(tmp_path)
    return Kept(opened(path, SystemClock()), path.write_text)


async def refusal(store: RoleMapStore, change: RoleMapChange) -> Refusal:
    with pytest.raises(Refused) as caught:
        await store.change(change)
    return caught.value.code


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[RoleMap, RoleMap]] = []

    def role_map_changed(self, before: RoleMap, after: RoleMap) -> None:
        self.heard.append((before, after))


async def test_the_first_version_is_what_was_found(kept: Kept) -> None:
    (version,) = await kept.store.versions()
    assert (version.number, version.source, version.by, version.before) == (1, Source.FILE, None, None)
    assert (version.after, version.text) == (kept.store.current.revision, WHOLE)
    assert kept.store.problem is None
    assert kept.store.since.tzinfo is not None


async def test_a_change_is_in_force_and_a_version(kept: Kept) -> None:
    before = kept.store.current
    changed = await kept.store.change(SQUIRES)
    assert kept.store.current is changed.after
    assert kept.store.current.document.roles["Squires"] == "Aspirant"
    assert (changed.before.revision, changed.undone) == (before.revision, None)
    newest = (await kept.store.versions())[-1]
    assert (newest.number, newest.by, newest.source) == (changed.version, ALICE.user_id, Source.COMMAND)
    assert (newest.before, newest.after) == (before.revision, changed.after.revision)
    assert newest.what == "+ Squires → Aspirant (4)"


async def test_what_is_proposed_is_what_the_change_makes_and_changes_nothing(kept: Kept) -> None:
    before = kept.store.current
    proposed = await kept.store.proposed(SQUIRES)
    assert kept.store.current is before
    assert len(await kept.store.versions()) == 1
    assert (await kept.store.change(SQUIRES)).after.revision == proposed.revision


async def test_listeners_hear_of_every_change_and_of_nothing_else(kept: Kept) -> None:
    listener, before = Listener(), kept.store.current
    kept.store.on_change(listener)
    await kept.store.proposed(SQUIRES)
    changed = await kept.store.change(SQUIRES)
    assert [(old.revision, new.revision) for old, new in listener.heard] == [(before.revision, changed.after.revision)]


async def test_an_edit_that_is_refused_changes_nothing(kept: Kept) -> None:
    assert await refusal(kept.store, EditRoleMap(RemoveRole("Nobody"), ALICE)) is Refusal.ROLE_NOT_MAPPED
    assert len(await kept.store.versions()) == 1


async def test_an_edit_that_breaks_the_map_is_a_mistake_with_its_place(kept: Kept) -> None:
    class Breaking:
        def apply(self, document: Document) -> Document:
            return Document({**document.content, "default_rank": "Nobody"})

    with pytest.raises(ConfigError, match=r"line 3: `default_rank`: 'Nobody' stands on no path"):
        await kept.store.change(EditRoleMap(Breaking(), ALICE))
    assert (await kept.store.export()).text == WHOLE


async def test_undo_goes_back_one_change_at_a_time(kept: Kept) -> None:
    await kept.store.change(SQUIRES)
    second = await kept.store.change(NO_CAPTAINS)
    undone = await kept.store.change(UndoRoleMap(ALICE))
    assert undone.undone is not None
    assert undone.undone.number == second.version
    assert {"Squires", "Captains"} <= kept.store.current.document.roles.keys()
    await kept.store.change(UndoRoleMap(ALICE))
    assert (await kept.store.export()).text == WHOLE
    assert await refusal(kept.store, UndoRoleMap(ALICE)) is Refusal.NOTHING_TO_UNDO


async def test_undo_spares_what_the_user_has_not_seen(kept: Kept) -> None:
    changed = await kept.store.change(SQUIRES)
    later = await kept.store.change(NO_CAPTAINS)
    assert await refusal(kept.store, UndoRoleMap(ALICE, changed.version)) is Refusal.MAP_EDITED
    kept.edit_by_hand(WIDER)
    assert await refusal(kept.store, UndoRoleMap(ALICE, later.version)) is Refusal.MAP_EDITED
    assert (await kept.store.export()).text == WIDER


async def test_a_change_is_made_to_what_was_edited_by_hand(kept: Kept) -> None:
    kept.edit_by_hand(WIDER)
    changed = await kept.store.change(SQUIRES)
    assert changed.after.legion.companies.last == 12
    sources = [version.source for version in await kept.store.versions()]
    assert sources == [Source.FILE, Source.FILE, Source.COMMAND]


async def test_what_is_exported_can_be_imported_as_it_is(kept: Kept) -> None:
    export = await kept.store.export()
    assert (export.name, export.text) == ("roles_ranks.json", WHOLE)
    again = ImportRoleMap(MapText(export.text, Format.JSON), ALICE)
    assert await refusal(kept.store, again) is Refusal.MAP_UNCHANGED
    await kept.store.change(SQUIRES)
    await kept.store.change(again)
    assert (await kept.store.export()).text == WHOLE
    assert (await kept.store.versions())[-1].source is Source.IMPORT


async def test_an_import_of_an_older_look_is_refused(kept: Kept) -> None:
    await kept.store.change(SQUIRES)
    late = ImportRoleMap(MapText(WIDER, Format.JSON), ALICE, of=1)
    assert await refusal(kept.store, late) is Refusal.MAP_EDITED


async def test_an_import_that_is_no_role_map_is_a_mistake_with_its_place(kept: Kept) -> None:
    broken = WHOLE.replace('"version": 1', '"version": 7')
    with pytest.raises(ConfigError, match=r"^the import: line 2: `version`: expected 1, found 7"):
        await kept.store.change(ImportRoleMap(MapText(broken, Format.JSON), ALICE))
    assert (await kept.store.export()).text == WHOLE


async def test_nothing_is_written_over_a_broken_file(kept: Kept) -> None:
    kept.edit_by_hand("{")
    for change in (SQUIRES, UndoRoleMap(ALICE)):
        with pytest.raises(ConfigError, match=r"line 1, column 2: not valid JSON"):
            await kept.store.change(change)
    with pytest.raises(ConfigError):
        await kept.store.export()
