"""The owner of the role map, on real files: what staff and their editors do to it, alone and at once."""

import asyncio
import json
import resource
import shutil
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml

from ignis.adapters.database.database import open_database
from ignis.adapters.role_map.owner import RoleMapFile
from ignis.adapters.role_map.reader import load_role_map
from ignis.adapters.role_map.versions import KEPT
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.changes import EditRoleMap, ImportRoleMap, UndoRoleMap
from ignis.domain.role_map.document import Document
from ignis.domain.role_map.format import Format
from ignis.domain.role_map.orders import AddRole, RememberIds, RemoveRole
from ignis.domain.role_map.proposal import MapText
from ignis.domain.role_map.role_map import RoleMap
from ignis.domain.role_map.version import Source
from ignis.runtime.base.clock import SystemClock
from ignis.runtime.config.settings import ConfigError, project_root
from ignis.services.ports import StorageError
from ignis.services.privacy import Privacy
from tests.support.waiting import eventually

SHIPPED = (project_root() / "config" / "roles_ranks.json").read_text(encoding="utf-8")
ALICE = Actor(1)


@dataclass
class Place:
    """A folder of configuration and a home; `open` is what a start of the bot does."""

    file: Path
    versions: Path

    def open(self) -> RoleMapFile:
        return RoleMapFile.open(self.file, self.versions, SystemClock(), structlog.stdlib.get_logger())

    def edit_by_hand(self, old: str, new: str) -> None:
        """As most editors do: a new file in the old one's place."""
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        beside = self.file.with_suffix(".swp")
        beside.write_text(text.replace(old, new), encoding="utf-8")
        beside.replace(self.file)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "versions").mkdir()
    made = Place(tmp_path / "config" / "roles_ranks.json", tmp_path / "versions")
    made.file.parent.mkdir()
    made.file.write_text(SHIPPED, encoding="utf-8")
    return made


@asynccontextmanager
async def watched(file: RoleMapFile) -> AsyncGenerator[None]:
    watching = asyncio.create_task(file.run())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


@contextmanager
def no_room() -> Generator[None]:
    """This process can write no file of any size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def knight(number: int = 1, *, by: Actor = ALICE, what: str = "") -> EditRoleMap:
    return EditRoleMap(AddRole(f"Knight {number}", 100 + number, "Inductii"), by, what)


def noting(role_id: int) -> EditRoleMap:
    return EditRoleMap(RememberIds({"Captain": role_id}), ALICE, "")


def imported(text: str, format_: Format = Format.JSON) -> ImportRoleMap:
    return ImportRoleMap(MapText(text, format_), ALICE)


class Listener:
    """A listener that notes every change."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, str]] = []

    def role_map_changed(self, before: RoleMap, after: RoleMap) -> None:
        self.changes.append((before.revision, after.revision))


class Failing:
    """A listener with a bug."""

    def role_map_changed(self, _before: RoleMap, _after: RoleMap) -> None:
        raise RuntimeError("a bug")


class Breaking:
    """An edit that makes a map which contradicts itself."""

    def apply(self, document: Document) -> Document:
        return Document({**document.content, "default_rank": "Nobody"})


def roles(file: RoleMapFile) -> dict[str, str]:
    return file.current.document.roles


async def refused(doing: Any) -> Refusal:
    with pytest.raises(Refused) as caught:
        await doing
    return caught.value.code


async def test_a_change_is_on_disk_in_force_announced_and_kept(place: Place) -> None:
    file, listener = place.open(), Listener()
    file.on_change(listener)
    changed = await file.change(knight(what="Knight 1 stands for Inductii"))
    assert load_role_map(place.file).document.roles["Knight 1"] == "Inductii"
    assert file.current is changed.after
    assert listener.changes == [(changed.before.revision, changed.after.revision)]
    newest = (await file.versions())[-1]
    assert (newest.number, newest.by, newest.source) == (changed.version, ALICE.user_id, Source.COMMAND)
    assert (newest.before, newest.after) == (changed.before.revision, changed.after.revision)
    assert newest.what == "Knight 1 stands for Inductii"


async def test_an_edit_that_would_break_the_map_changes_nothing(place: Place) -> None:
    file = place.open()
    with pytest.raises(ConfigError, match=r"line 3: `default_rank`: 'Nobody' stands on no path"):
        await file.change(EditRoleMap(Breaking(), ALICE, "nonsense"))
    assert await refused(file.change(EditRoleMap(RemoveRole("Nobody"), ALICE))) is (Refusal.ROLE_NOT_MAPPED)
    assert place.file.read_text(encoding="utf-8") == SHIPPED
    assert len(await file.versions()) == 1


async def test_what_is_proposed_is_not_done(place: Place) -> None:
    file = place.open()
    assert "Knight 1" in (await file.proposed(knight())).document.roles
    assert place.file.read_text(encoding="utf-8") == SHIPPED


async def test_changes_at_once_all_survive_also_from_another_process_eyes(place: Place) -> None:
    one, other = place.open(), place.open()
    changes = [(one, other)[number % 2].change(knight(number, what="at once")) for number in range(20)]
    await asyncio.gather(*changes)
    assert {f"Knight {number}" for number in range(20)} <= load_role_map(place.file).document.roles.keys()
    assert len({version.number for version in await one.versions()}) == 21


async def test_a_hand_edit_is_live_and_becomes_a_version(place: Place) -> None:
    file = place.open()
    async with watched(file):
        place.edit_by_hand('"Captain": "Flameborne Captain"', '"Captain": "Primarch"')
        await eventually(lambda: roles(file)["Captain"] == "Primarch", "the hand edit")
    newest = (await file.versions())[-1]
    assert (newest.source, newest.by, newest.what) == (Source.FILE, None, "edited by hand")


async def test_a_hand_edit_behind_a_link_to_a_folder_is_live(place: Place, tmp_path: Path) -> None:
    """As volumes of containers do it: a link to the folder of the moment is put in another's place."""
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "roles_ranks.json").write_text(SHIPPED.replace('"first": 1', '"first": 2'), encoding="utf-8")
    link = tmp_path / "current"
    link.symlink_to(place.file.parent)
    file = Place(link / "roles_ranks.json", place.versions).open()
    async with watched(file):
        (tmp_path / "next").symlink_to(tmp_path / "two")
        (tmp_path / "next").replace(link)
        await eventually(lambda: file.current.legion.companies.first == 2, "the other folder's map")


async def test_a_folder_that_goes_and_comes_back_is_noticed(place: Place) -> None:
    file = place.open()
    away = place.file.parent.with_name("away")
    async with watched(file):
        place.file.parent.rename(away)
        await eventually(lambda: "no such file" in (file.problem or ""), "the loss")
        (away / place.file.name).write_text(SHIPPED.replace('"first": 1', '"first": 2'), encoding="utf-8")
        away.rename(place.file.parent)
        await eventually(lambda: file.current.legion.companies.first == 2, "the folder's return")
        place.edit_by_hand('"first": 2', '"first": 3')
        await eventually(lambda: file.current.legion.companies.first == 3, "an edit after that")


async def test_ends_of_line_of_another_system_are_no_change(place: Place) -> None:
    first = place.open().current
    place.file.write_bytes(SHIPPED.replace("\n", "\r\n").encode())
    assert place.open().current.revision == first.revision


async def test_a_change_through_a_link_keeps_the_link_and_the_rights(place: Place, tmp_path: Path) -> None:
    place.file.chmod(0o664)
    link = tmp_path / "roles_ranks.json"
    link.symlink_to(place.file)
    await Place(link, place.versions).open().change(knight(what="through the link"))
    assert link.is_symlink()
    assert "Knight 1" in place.file.read_text(encoding="utf-8")
    assert place.file.stat().st_mode & 0o777 == 0o664


async def test_a_change_is_applied_to_what_was_edited_by_hand(place: Place) -> None:
    file = place.open()
    place.edit_by_hand('"Captain": "Flameborne Captain"', '"Captain": "Primarch"')  # and no watcher runs
    changed = await file.change(knight(what="after a hand edit"))
    assert (roles(file)["Captain"], roles(file)["Knight 1"]) == ("Primarch", "Inductii")
    assert changed.before.document.roles["Captain"] == "Primarch"
    assert [version.source for version in await file.versions()] == [Source.FILE, Source.FILE, Source.COMMAND]


async def test_an_edit_by_hand_in_the_very_moment_is_not_lost(place: Place) -> None:
    """The file is edited while the command makes its change: it is made again, of the new content."""
    file, edits = place.open(), iter([True])

    class Slow:
        def apply(self, document: Document) -> Document:
            if next(edits, False):
                place.edit_by_hand('"Captain": "Flameborne Captain"', '"Captain": "Primarch"')
            return knight().edit.apply(document)

    await file.change(EditRoleMap(Slow(), ALICE, "slowly"))
    assert (roles(file)["Captain"], roles(file)["Knight 1"]) == ("Primarch", "Inductii")


async def test_a_refused_edit_changes_nothing_and_says_line_and_reason(place: Place) -> None:
    file = place.open()
    in_force = file.current
    async with watched(file):
        place.edit_by_hand('"first": 1', '"first": 0')
        await eventually(lambda: file.problem, "the refusal")
        assert file.problem == (f"{place.file}: line 276: `companies.first`: expected at least 1, found 0")
        assert file.current is in_force
        bad = place.file.read_text(encoding="utf-8")
        for doing in (file.change(knight()), file.change(UndoRoleMap(ALICE)), file.export()):
            with pytest.raises(ConfigError, match="line 276"):
                await doing
        with pytest.raises(ConfigError, match="line 276"):
            await file.change(imported(SHIPPED))
        assert place.file.read_text(encoding="utf-8") == bad
        place.edit_by_hand('"first": 0', '"first": 3')
        await eventually(lambda: file.problem is None, "the repaired file")
    assert file.current.legion.companies.first == 3


@pytest.mark.parametrize("content", ["", "{", None, b"\xff"])
async def test_a_start_with_a_bad_file_takes_the_last_good_version(place: Place, content: str | bytes | None) -> None:
    first = place.open()
    await first.change(knight(what="the last good one"))
    if content is None:
        place.file.unlink()
    else:
        place.file.write_bytes(content.encode() if isinstance(content, str) else content)
    second = place.open()
    assert second.current.revision == first.current.revision
    assert (second.current.path, second.problem is None) == (place.file, False)
    with pytest.raises(ConfigError):
        await second.change(knight(2))
    assert (place.file.read_bytes() if content is not None else None) in {b"", b"{", b"\xff", None}


def test_a_start_without_any_good_version_is_a_configuration_error(place: Place) -> None:
    place.file.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1, column 2: not valid JSON"):
        place.open()


async def test_damaged_versions_are_passed_over(place: Place) -> None:
    file = place.open()
    for number in (1, 2):
        await file.change(knight(number))
    newest = max(place.versions.glob("0*.json"))
    newest.write_text("{ torn", encoding="utf-8")
    place.file.write_text("{", encoding="utf-8")
    again = place.open()
    assert "Knight 1" in roles(again)
    assert "Knight 2" not in roles(again)


async def test_undo_goes_back_one_change_at_a_time(place: Place) -> None:
    file = place.open()
    for number in (1, 2):
        await file.change(knight(number, what=f"knight {number}"))
    undone = await file.change(UndoRoleMap(ALICE))
    assert undone.undone is not None
    assert undone.undone.what == "knight 2"
    assert ("Knight 1" in roles(file), "Knight 2" in roles(file)) == (True, False)
    await file.change(UndoRoleMap(ALICE))
    assert place.file.read_text(encoding="utf-8") == SHIPPED
    assert await refused(file.change(UndoRoleMap(ALICE))) is Refusal.NOTHING_TO_UNDO
    await file.change(knight(3, what="and on"))
    await file.change(UndoRoleMap(ALICE))
    assert place.file.read_text(encoding="utf-8") == SHIPPED
    assert [version.source for version in await file.versions()] == [
        Source.FILE, Source.COMMAND, Source.COMMAND, Source.UNDO, Source.UNDO, Source.COMMAND, Source.UNDO,
    ]  # fmt: skip


async def test_undo_does_not_take_back_what_the_asker_has_not_seen(place: Place) -> None:
    file = place.open()
    changed = await file.change(knight())
    place.edit_by_hand('"first": 1', '"first": 2')
    assert await refused(file.change(UndoRoleMap(ALICE))) is Refusal.MAP_EDITED
    assert await refused(file.change(UndoRoleMap(ALICE, changed.version))) is Refusal.MAP_EDITED
    assert file.current.legion.companies.first == 1 or (await file.versions())[-1].source is Source.FILE
    undone = await file.change(UndoRoleMap(ALICE, (await file.versions())[-1].number))
    assert undone.undone is not None
    assert undone.undone.source is Source.FILE
    assert "Knight 1" in roles(file)


async def test_while_versions_cannot_be_kept_it_is_said_once(place: Place) -> None:
    file = place.open()
    shutil.rmtree(place.versions)
    place.versions.write_text("in the way", encoding="utf-8")
    place.edit_by_hand('"first": 1', '"first": 2')
    with structlog.testing.capture_logs() as log:
        for _ in range(3):
            await file.look()
    assert [entry["event"] for entry in log] == ["role map not looked at"]
    place.versions.unlink()
    place.versions.mkdir()
    await file.look()
    assert file.current.legion.companies.first == 2


async def test_on_a_full_disk_an_edit_is_in_force_and_a_change_is_refused(place: Place) -> None:
    file = place.open()
    place.edit_by_hand('"first": 1', '"first": 2')
    with structlog.testing.capture_logs() as log, no_room():
        await file.look()
        with pytest.raises(StorageError, match="cannot be written: File too large"):
            await file.change(knight())
    assert [entry["event"] for entry in log] == ["role map not kept as a version", "role map in force"]
    assert file.current.legion.companies.first == 2
    assert load_role_map(place.file).revision == file.current.revision
    await file.change(knight(what="there is room again"))
    assert [version.source for version in await file.versions()] == [Source.FILE, Source.FILE, Source.COMMAND]


async def test_the_last_fifty_versions_are_kept(place: Place) -> None:
    file = place.open()
    for number in range(KEPT + 5):
        await file.change(noting(number + 1))
    versions = await file.versions()
    assert [version.number for version in versions] == list(range(7, KEPT + 7))
    assert versions[-1].after == file.current.revision


async def test_no_version_names_a_user_who_had_their_data_deleted(place: Place, tmp_path: Path) -> None:
    file = place.open()
    await file.change(knight(1, what="hers"))
    await file.change(knight(2, by=Actor(2), what="his"))
    async with open_database(tmp_path / "ignis.db", busy_timeout=5) as database:
        await Privacy(SqlitePrivacy(database), file).delete(ALICE.user_id, SystemClock().now())
    assert [(version.by, version.what) for version in await file.versions()][1:] == [(None, "hers"), (2, "his")]
    assert file.current.revision == (await file.versions())[-1].after


async def test_what_is_exported_can_be_imported(place: Place) -> None:
    file = place.open()
    export = await file.export()
    assert (export.name, export.text) == ("roles_ranks.json", SHIPPED)
    assert await refused(file.change(imported(export.text))) is Refusal.MAP_UNCHANGED
    await file.change(knight())
    assert (await file.proposed(imported(export.text))).document.roles.keys() == json.loads(SHIPPED)[
        "role_to_rank_mapping"
    ].keys()
    await file.change(imported("\ufeff" + export.text.replace("\n", "\r\n")))
    assert place.file.read_text(encoding="utf-8") == SHIPPED
    await file.look()
    assert [version.source for version in await file.versions()][-1] is Source.IMPORT


async def test_a_large_import_is_read_while_everything_else_goes_on(place: Place) -> None:
    file, document = place.open(), json.loads(SHIPPED)
    names = [f"Some long name of a role {number:05d}" for number in range(1_200)]
    document["role_to_rank_mapping"] |= dict.fromkeys(names, "Ashborn Legionary")
    document["role_priority"] += names
    text = yaml.safe_dump(document)
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    turning = asyncio.create_task(turn())
    proposed = await file.proposed(imported(text, Format.YAML))
    turning.cancel()
    assert names[-1] in proposed.document.roles
    assert turns > 100, "parsed on the event loop, it would have turned once or twice"


async def test_an_import_that_does_not_fit_is_refused_with_its_line(place: Place) -> None:
    file = place.open()
    with pytest.raises(ConfigError, match=r"^the import: line 2: `version`: expected 1, found 7"):
        await file.change(imported(SHIPPED.replace('"version": 1', '"version": 7')))
    with pytest.raises(ConfigError, match=r"^the import: line 1, column 2: not valid JSON"):
        await file.proposed(imported("{"))
    assert place.file.read_text(encoding="utf-8") == SHIPPED


async def test_a_file_of_the_older_form_is_imported_into_what_is_in_force(place: Place) -> None:
    file = place.open()
    older = {
        "role_to_rank_mapping": {"Company": {"Captain": "Flameborne Captain"}, "Mortals": {"Inductii": "Inductii"}},
        "role_priority": ["Inductii", "Captain"],
        "role_given_on_promotion": {},
    }
    await file.change(imported(json.dumps(older)))
    assert roles(file) == {"Captain": "Flameborne Captain", "Inductii": "Inductii"}
    assert len(file.current.legion.ranks) == 30
    await file.change(knight())
    stored = json.loads(place.file.read_text(encoding="utf-8"))["role_to_rank_mapping"]
    assert stored["Mortals"] == {"Inductii": "Inductii", "Knight 1": "Inductii"}


async def test_a_map_in_yaml_keeps_its_remarks(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    place = Place(tmp_path / "roles_ranks.yaml", tmp_path / "versions")
    text = "# ours\n" + yaml.safe_dump(json.loads(SHIPPED), sort_keys=False) + "# the end\n"
    place.file.write_text(text, encoding="utf-8")
    file = place.open()
    assert file.current.legion.ranks == load_role_map(project_root() / "config" / "roles_ranks.json").legion.ranks
    await file.change(knight())
    now = place.file.read_text(encoding="utf-8")
    assert set(text.splitlines()) - set(now.splitlines()) == {"role_ids: {}"}
    assert set(now.splitlines()) - set(text.splitlines()) == {
        "  Knight 1: Inductii", "- Knight 1", "role_ids:", "  Knight 1: '101'",
    }  # fmt: skip
    await file.change(imported(SHIPPED))
    assert now.startswith("# ours")
    assert file.current.document.content == json.loads(SHIPPED)
    await file.change(UndoRoleMap(ALICE))
    assert place.file.read_text(encoding="utf-8") == now


async def test_a_map_that_moved_to_another_format_goes_on(place: Place) -> None:
    """Versions of the JSON file are what an undo brings back to the YAML file."""
    await place.open().change(knight())
    moved = Place(place.file.with_suffix(".yml"), place.versions)
    moved.file.write_text("{}", encoding="utf-8")
    file = moved.open()
    assert file.problem is not None
    assert "Knight 1" in roles(file)


async def test_a_listener_that_fails_keeps_nothing_from_the_others(place: Place) -> None:
    file, listener = place.open(), Listener()
    file.on_change(Failing())
    file.on_change(listener)
    changed = await file.change(knight())
    assert listener.changes == [(changed.before.revision, file.current.revision)]


async def test_without_a_place_for_versions_nothing_is_changed(place: Place) -> None:
    file = place.open()
    shutil.rmtree(place.versions)
    place.versions.write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        await file.change(knight())
    assert place.file.read_text(encoding="utf-8") == SHIPPED
