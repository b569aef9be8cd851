"""The role map as administrators work with it: what is refused, and what they read then."""

from dataclasses import replace
from pathlib import Path

import pytest

from ignis.domain.members.change import Actor
from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_map.check import RoleTally
from ignis.domain.role_map.finding import FindingKind
from ignis.domain.role_map.orders import AddRole, RemoveRole
from ignis.domain.role_map.server_view import ServerRole, ServerView
from ignis.domain.role_map.table import RoleTable
from ignis.domain.role_sync.preview import Preview
from ignis.runtime.base.clock import SystemClock
from ignis.services.role_map import RoleMaps
from tests.support.fakes.memory_role_map import MemoryRoleMap
from tests.support.legion.role_map import content_text
from tests.support.legion.small_legion import LEGION

ALICE = Actor(1)
WHOLE = content_text()
WIDER = WHOLE.replace('"last": 10', '"last": 12')


@pytest.fixture
def store() -> MemoryRoleMap:
    return MemoryRoleMap(WHOLE, SystemClock())


@pytest.fixture
def maps(store: MemoryRoleMap) -> RoleMaps:
    return RoleMaps(store)


async def test_a_preview_is_what_the_change_makes(maps: RoleMaps) -> None:
    order = AddRole("Squires", 77, "Aspirant")
    proposed = await maps.preview(order)
    assert maps.current.revision != proposed.revision
    assert (await maps.change(order, by=ALICE)).after.revision == proposed.revision == maps.current.revision
    assert (await maps.history())[0].what == "+ Squires → Aspirant (4)"


async def test_an_undo_is_previewed_and_made(maps: RoleMaps) -> None:
    changed = await maps.change(RemoveRole("Captains"), by=ALICE)
    proposed = await maps.preview_undo()
    undone = await maps.undo(by=ALICE)
    assert undone.after.revision == proposed.revision == changed.before.revision
    with pytest.raises(Refused) as caught:
        await maps.preview_undo()
    assert caught.value.code is Refusal.NOTHING_TO_UNDO


async def test_the_history_begins_with_the_newest(maps: RoleMaps) -> None:
    await maps.change(RemoveRole("Captains"), by=ALICE)
    assert [version.number for version in await maps.history()] == [2, 1]


async def test_an_import_puts_in_force_what_was_previewed(maps: RoleMaps) -> None:
    preview = await maps.preview_import("theirs.JSON", WIDER.encode("utf-8-sig"))
    assert maps.current.legion.companies.last == 10
    changed = await maps.import_(preview, by=ALICE)
    assert changed.after.revision == preview.map.revision
    assert maps.current.legion.companies.last == 12


async def test_an_import_of_a_map_that_changed_since_its_preview_is_refused(maps: RoleMaps) -> None:
    preview = await maps.preview_import("map.json", WIDER.encode())
    await maps.change(RemoveRole("Captains"), by=ALICE)
    with pytest.raises(Refused) as caught:
        await maps.import_(preview, by=ALICE)
    assert caught.value.code is Refusal.MAP_EDITED


async def test_a_hand_edit_before_the_preview_is_no_obstacle(maps: RoleMaps, store: MemoryRoleMap) -> None:
    store.text = WHOLE.replace('"last": 10', '"last": 11')
    preview = await maps.preview_import("map.json", WIDER.encode())
    await maps.import_(preview, by=ALICE)
    assert maps.current.legion.companies.last == 12


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("map.toml", b"", "map.toml: expected a name that ends in .json, .yaml, .yml"),
        ("map.json", b"\xff", "map.json: not UTF-8 text; save it as UTF-8"),
        (
            "map.json",
            b"{",
            "the import: line 1, column 2: not valid JSON: expected a key in double quotes",
        ),
    ],
)
async def test_a_file_that_is_no_map_says_what_is_wrong(
    maps: RoleMaps, name: str, content: bytes, problem: str
) -> None:
    with pytest.raises(Refused) as caught:
        await maps.preview_import(name, content)
    assert (caught.value.code, caught.value.params["problem"]) == (Refusal.MAP_REFUSED, problem)


async def test_the_map_in_force_is_no_import(maps: RoleMaps) -> None:
    with pytest.raises(Refused) as caught:
        await maps.preview_import("map.json", WHOLE.encode())
    assert caught.value.code is Refusal.MAP_UNCHANGED


async def test_a_long_problem_is_cut(maps: RoleMaps) -> None:
    with pytest.raises(Refused) as caught:
        await maps.preview_import("x" * 900 + ".toml", b"")
    problem = str(caught.value.params["problem"])
    assert (len(problem), problem[-1]) == (800, "…")


async def test_administrators_do_not_read_in_which_folder_the_file_is(maps: RoleMaps, store: MemoryRoleMap) -> None:
    assert maps.problem is None
    store.current = replace(store.current, path=Path("/etc/ignis/map.json"))
    store.problem = f"{store.current.path}: is empty"
    assert maps.problem == "map.json: is empty"
    store.text = ""
    with pytest.raises(Refused) as caught:
        await maps.export()
    assert caught.value.code is Refusal.MAP_REFUSED


async def test_the_check_counts_what_the_preview_found(maps: RoleMaps) -> None:
    server = ServerView((ServerRole(1, "Aspirants"), ServerRole(2, "Brothers"), ServerRole(3, "Captains")))
    table = RoleTable(LEGION, ())
    preview = Preview(table, table, SystemClock().now(), blocked=3, shortened=0)
    found = maps.check(server, RoleTally(), preview)
    assert found[0].found is FindingKind.MISSING  # the Primarch's role
    assert [finding.params for finding in found if finding.found is FindingKind.BLOCKED] == [{"count": 3}]
    assert FindingKind.SHORTENED not in {finding.found for finding in found}
