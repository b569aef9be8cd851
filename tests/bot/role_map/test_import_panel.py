"""`/config import`: checked, shown, and in force only after a button was pressed."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from simcord.results import InteractionResult

from ignis.adapters.role_map.owner import RoleMapFile
from tests.bot.conftest import Bench
from tests.support.legion.role_map import content
from tests.support.servers.server import Server, buttons, press, said


@pytest.fixture
def file(maps: RoleMapFile) -> Path:
    return maps.current.path


def changed() -> dict[str, Any]:
    new = content()
    new["role_to_rank_mapping"] |= {"Recruiter": "Initiate", "Aspirants": "Brother"}
    new["role_priority"].insert(1, "Recruiter")
    new["companies"]["last"] = 12
    return new


async def send(server: Server, text: str | bytes, name: str = "new.json") -> InteractionResult:
    data = text if isinstance(text, bytes) else text.encode()
    return await server.admin.slash(server.channel, "config import", file=(name, data))


async def test_it_is_shown_first_and_made_by_the_button(server: Server, file: Path, maps: RoleMapFile) -> None:
    before, text = file.read_bytes(), json.dumps(changed())
    shown = await send(server, text)
    assert said(shown).splitlines() == [
        "### This file would change",
        "+ Recruiter → Initiate · place 4",
        "Aspirants: Aspirant → Brother",
        "Other parts of the file: `companies`",
        "**1 member changes**",
        "**Molok** · Aspirant → Brother",
        "-# 4 members checked.",
    ]
    assert set(buttons(shown).values()) == {"Import", "Cancel"}
    assert file.read_bytes() == before
    await press(server.admin, shown, "Import")
    assert said(shown).startswith("### Role map: version 2, by Vulkan\n")
    assert file.read_text(encoding="utf-8") == text
    assert maps.current.legion.companies.last == 12
    history = await server.admin.slash(server.channel, "config history")
    assert "by Vulkan · imported a file" in said(history)


async def test_cancelling_changes_nothing(server: Server, file: Path) -> None:
    before = file.read_bytes()
    shown = await send(server, json.dumps(changed()))
    await press(server.admin, shown, "Cancel")
    assert (said(shown), buttons(shown)) == ("Nothing was imported.", {})
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("new.json", '{"version": 1,', "line 1, column 15: not valid JSON"),
        ("new.json", json.dumps(content() | {"version": 2}), "`version`: expected 1, found 2"),
        ("new.json", json.dumps(content() | {"colour": "green"}), "`colour`: not a known key"),
        ("new.yaml", "version: [1", "line 1"),
        ("new.json", b"\xff\xfe", "new.json: not UTF-8 text; save it as UTF-8"),
        ("new.exe", "{}", "new.exe: expected a name that ends in"),
    ],
)
async def test_what_is_no_role_map_is_one_line_with_its_place(
    server: Server, file: Path, name: str, text: str | bytes, expected: str
) -> None:
    before = file.read_bytes()
    answer = said(await send(server, text, name))
    assert answer.startswith("The role map cannot be used like this: ")
    assert expected in answer.replace("\\", "")
    assert "\n" not in answer
    assert file.read_bytes() == before


async def test_a_file_that_is_too_large_is_not_even_read(server: Server) -> None:
    answer = said(await send(server, b" " * (2**20 + 1)))
    assert answer == "new.json has 1,048,577 bytes; a role map has at most 1,048,576."


async def test_the_map_that_is_in_force_already(server: Server, file: Path) -> None:
    assert said(await send(server, file.read_bytes())) == "The role map already says that. Nothing was changed."


async def test_the_exported_file_can_be_imported_again(server: Server, file: Path) -> None:
    exported = await server.admin.slash(server.channel, "config export")
    assert exported.response is not None
    (attached,) = exported.response.attachments
    await server.admin.slash(server.channel, "config role remove", role="Captains")
    shown = await send(server, await attached.read(), attached.filename)
    await press(server.admin, shown, "Import")
    assert json.loads(file.read_text(encoding="utf-8")) == content()


async def test_a_map_that_was_changed_since_is_not_overwritten(server: Server, file: Path) -> None:
    shown = await send(server, json.dumps(changed()))
    await server.admin.slash(server.channel, "config role remove", role="Captains")
    kept = file.read_bytes()
    answer = await press(server.admin, shown, "Import")
    assert said(answer) == "The role map was edited in the meantime. Nothing was changed; look at it again first."
    assert file.read_bytes() == kept


async def test_it_does_not_wait_for_ever(server: Server, bench: Bench, file: Path) -> None:
    before = file.read_bytes()
    shown = await send(server, json.dumps(changed()))
    bench.clock.time += timedelta(minutes=16)
    answer = await press(server.admin, shown, "Import")
    assert said(answer).startswith("This import has waited too long, or I was restarted. Nothing was imported")
    assert file.read_bytes() == before


async def test_it_is_the_askers_alone(server: Server) -> None:
    shown = await send(server, json.dumps(changed()))
    other = server.join("He'stan", "Primarch")
    assert shown.response is not None
    stored = server.env.backend.get_message(server.channel.id, shown.response.id)
    stored.flags &= ~64  # as if it were there for all to see
    assert said(await press(other, shown, "Import")) == "Only the person who ran the command can use this button."


async def test_of_many_that_wait_the_oldest_goes(server: Server) -> None:
    first = await send(server, json.dumps(changed()))
    for _ in range(16):
        last = await send(server, json.dumps(changed()))
    assert said(await press(server.admin, first, "Import")).startswith("This import has waited too long")
    await press(server.admin, last, "Import")
    assert said(last).startswith("### Role map: version 2")
