"""A run of every command, menu, suggestion and button: all that passes is as Discord's description of its API says.

The real bot in a process of its own; the sandbox's judge checks at the end. Ignis has no modals, which is checked, too.
"""

import ast
import base64
import json
import re
from collections.abc import AsyncGenerator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ignis.runtime.config.settings import project_root
from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox, running_sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNEL = "servitor-terminal"
COMPONENTS_V2 = 1 << 15
SOMEBODY, RANK, ROLE = "Tu'Shan", "Ashborn Legionary", "Visitor"
WHY = {"member": SOMEBODY, "reason": "because of the test"}
ROLE_MAP = json.loads((project_root() / "config" / "roles_ranks.json").read_bytes())
CHANGED = ROLE_MAP | {"role_priority": ROLE_MAP["role_priority"][1:]}
FILE = {"filename": "my map.json", "base64": base64.b64encode(json.dumps(CHANGED).encode()).decode()}

RUNS: dict[str, dict[str, Any]] = {
    "userinfo": {"member": SOMEBODY},
    "points add": WHY | {"amount": 10_000},
    "points remove": WHY | {"amount": 1},
    "rank set": WHY | {"rank": RANK},
    "studs add": WHY | {"kind": "gold", "amount": 1},
    "studs remove": WHY | {"kind": "gold", "amount": 1},
    "company set": WHY | {"company": 3},
    "promotions": {},
    "history": {"member": SOMEBODY},
    "leaderboard": {},
    "why": {"member": SOMEBODY},
    "health": {},
    "repair": {"recovery": "restore-database"},
    "sync member": {"member": SOMEBODY},
    "sync all": {"dry_run": True},
    "config role list": {},
    "config role add": {"role": ROLE, "rank": RANK},
    "config role remove": {"role": ROLE},
    "config check": {},
    "config pin": {"name": "Legion Officer", "role": "Legion Officer"},
    "config preview": {"role": ROLE, "rank": RANK},
    "config history": {},
    "config undo": {},
    "config export": {},
    "config import": {"file": FILE},
    "privacy export": {},
    "privacy delete": {},
}
UNSHOWN = {
    "sync-stop", "sync-preview", "config-history", "config-preview", "history-page", "config-import-page",
    "config-undo", "config-undo-page",
}  # fmt: skip
"""Buttons that stand only for a moment, below more than one page or after a change of many members. They are pressed
with numbers that stand for nothing, as by somebody who presses one long after.
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox() as running:  # which judges at the end
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def bot(sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Program]:
    async with ready_in(sandbox, tmp_path_factory.mktemp("bot")) as program:
        yield program


def commands(sandbox: RunningSandbox) -> list[dict[str, Any]]:
    """As the bot has registered them."""
    registered = sandbox.sandbox.simulation.commands().values()
    return [command for of_a_place in registered for command in of_a_place]


def leaves(command: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    path = f"{path} {command['name']}".strip()
    inner = [option for option in command.get("options", ()) if option["type"] in (1, 2)]
    for option in inner:
        yield from leaves(option, path)
    if not inner:
        yield path, command


def chat(sandbox: RunningSandbox) -> dict[str, dict[str, Any]]:
    return {path: leaf for each in commands(sandbox) if each["type"] == 1 for path, leaf in leaves(each)}


def button_kinds() -> set[str]:
    """The names of all `ButtonKind`s that the source makes; test_catalogue.py proves that these are all there are."""
    found = set[str]()
    for file in Path(project_root(), "ignis", "bot").rglob("*.py"):
        module = ".".join(file.relative_to(project_root()).with_suffix("").parts)
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Name(id="ButtonKind"), args=[ast.Name(id=name), *_]) if name != "name":
                    found.add(getattr(import_module(module), name))
                case _:
                    pass
    return found


def note(shown: dict[str, tuple[str, int]], answer: Any) -> None:
    """Each button's custom id, and whether its message is of Components V2 (as the flag)."""
    for message in answer["messages"]:
        for custom_id in re.findall(r"'custom_id': '(ig:[^']+)'", str(message)):
            shown[custom_id.split(":")[1]] = custom_id, message["flags"] & COMPONENTS_V2


async def test_every_command_and_button(sandbox: RunningSandbox) -> None:
    """Each button on a message of its own, as the bot wrote it: a panel of one page shows its buttons, but disabled."""
    shown: dict[str, tuple[str, int]] = {}  # by kind of button
    assert RUNS.keys() == chat(sandbox).keys(), "a new command gets a line in RUNS"
    for command, options in (*RUNS.items(), ("points remove", RUNS["points remove"])):  # the same order again asks
        answer = await sandbox.slash("Vulkan", command, **options)
        assert answer.get("acknowledged"), (command, answer)
        note(shown, answer)
    assert button_kinds() - shown.keys() <= UNSHOWN, "let a command of RUNS show the new button"
    place = sandbox.sandbox.spec.channel(CHANNEL).id
    for kind in sorted(button_kinds()):
        custom_id, flags = shown.get(kind, (f"ig:{kind}:1", COMPONENTS_V2))
        row = {"type": 1, "components": [{"type": 2, "style": 2, "label": kind, "custom_id": custom_id}]}
        message = sandbox.sandbox.simulation.backend.create_message(
            place, sandbox.info.application_id, None, components=[row], flags=flags
        )
        answer = await sandbox.control(
            "click", **{"as": "Vulkan"}, channel=CHANNEL, message=str(message.id), custom_id=custom_id
        )
        assert answer.get("acknowledged"), (kind, custom_id, answer)
    assert [one for one in sandbox.served if one.status >= 400] == []


async def test_every_menu(sandbox: RunningSandbox) -> None:
    menus = [command["name"] for command in commands(sandbox) if command["type"] != 1]
    assert menus == ["Ignis profile"], "run the new one here"
    answer = await sandbox.control(
        "context-menu", **{"as": "Vulkan"}, channel=CHANNEL, command=menus[0], member=SOMEBODY
    )
    assert answer.get("acknowledged"), answer


async def test_every_suggestion(sandbox: RunningSandbox) -> None:
    for command, leaf in chat(sandbox).items():
        for option in leaf.get("options", ()):
            if not option.get("autocomplete"):
                continue
            details = {"channel": CHANNEL, "command": command, "option": option["name"], "value": "a"}
            answer = await sandbox.control("autocomplete", **{"as": "Vulkan"}, **details)
            assert "choices" in answer, (command, option["name"], answer)


async def test_there_are_no_modals() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in Path(project_root(), "ignis", "bot").rglob("*.py"))
    assert "Modal" not in source, "a modal is to be opened and submitted here as well"
