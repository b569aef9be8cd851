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
import yaml

from ignis.runtime.config.settings import project_root
from tests.support.programs.program import Program, ready_in
from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNEL = "servitor-terminal"
COMPONENTS_V2 = 1 << 15
SOMEBODY, RANK, ROLE = "Tu'Shan", "Ashborn Legionary", "Visitor"
WHY = {"member": SOMEBODY, "reason": "because of the test"}
ROLE_MAP = json.loads((project_root() / "config" / "roles_ranks.json").read_bytes())
OF_ONE_RANK = ROLE_MAP | {
    "role_to_rank_mapping": ROLE_MAP["role_to_rank_mapping"] | {"Verified": "Flamehardened Veteran"},
    "role_priority": [*ROLE_MAP["role_priority"], "Verified"],  # the highest
}


def file_of(content: dict[str, Any]) -> dict[str, str]:
    return {"filename": "my map.json", "base64": base64.b64encode(json.dumps(content).encode()).decode()}


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
    "config preview": {"role": "Verified", "rank": RANK, "above": "Primarch"},  # of nearly everybody
    "config history": {},
    "config undo": {},
    "config export": {},
    "config import": {"file": file_of(OF_ONE_RANK)},
    "alerts list": {},
    "alerts ack": {"incident": 1},
    "alerts silence": {"subject": "check:*", "duration": "1h"},
    "alerts unsilence": {"subject": "check:*"},
    "alerts test": {},
    "privacy export": {},
    "privacy delete": {},
}
AWARDS = [f"{kind} of Moribar" for kind in ("Medal", "Seal", "Laurel", "Citation", "Commendation")]
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("points remove", RUNS["points remove"]),  # the same order comes once more: then it asks
    *RUNS.items(),
    *[(command, RUNS[command]) for command in ("promotions", "repair", "privacy delete")],  # which have two answers
    ("config import", {"file": file_of(ROLE_MAP)}),  # and so has this one
    *[("studs add", WHY | {"kind": "silver", "amount": amount}) for amount in range(1, 11)],
    ("history", {"member": SOMEBODY}),  # has a second page now
    *[("config role add", {"role": award, "rank": RANK}) for award in AWARDS],
    *[("config role remove", {"role": award}) for award in AWARDS],
    ("config history", {}),  # and so has this one
    ("sync all", {"dry_run": False}),
    ("config pin", {"name": "Legion Officer", "role": "Verified"}),  # of nearly everybody: then it asks
]
"""What is run, one after another; the buttons of each answer are pressed before the next one."""
UNSHOWN = {
    "sync-preview": "ig:sync-preview:1",
    "sync-look-up": "ig:sync-look-up:1",
    "sync-look-up-stop": "ig:sync-look-up-stop:1",
    "alert-ack": "ig:alert-ack:1",
    "alert-silence": "ig:alert-silence:1",
    "alert-restart": "ig:alert-restart:1",
    "alert-log": "ig:alert-log:1",
}
"""Below the preview of a sync that has more than one page to do, which the bot does by itself within a moment; and
below the message of a sync of everybody, once it has ended: its number is 1 here.
Those of alerts are below the relay's messages (tests/e2e/test_operators.py).
"""
FINAL = {
    "approve", "decline", "config-apply", "config-import", "config-import-no", "config-pin", "config-undo", "forget-me",
    "keep-me", "restore-database", "restore-nothing",
}  # fmt: skip
"""After one of these the others of the same answer stand for nothing: one is pressed of each answer."""
NOT_DONE = {  # what an answer says if the numbers of a button stand for nothing
    "errors.command_changed", "config.gone_since", "config.import_expired", "refusals.map_edited",
    "refusals.no_such_run", "refusals.nothing_to_undo",
}  # fmt: skip


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


def buttons_of(answer: Any) -> dict[str, tuple[str, int]]:
    """By kind: the custom id, of two of one kind the last, and whether its message is of Components V2, as the flag."""
    return {
        custom_id.split(":")[1]: (custom_id, message["flags"] & COMPONENTS_V2)
        for message in answer["messages"]
        for custom_id in re.findall(r"'custom_id': '(ig:[^']+)'", str(message))
    }


async def press(sandbox: RunningSandbox, custom_id: str, flags: int) -> None:
    """On a message of its own, as the bot wrote it: a panel of one page shows its buttons, but disabled."""
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "press", "custom_id": custom_id}]}
    message = sandbox.sandbox.simulation.backend.create_message(
        sandbox.sandbox.spec.channel(CHANNEL).id, sandbox.info.application_id, None, components=[row], flags=flags
    )
    pressed = {"as": "Vulkan", "channel": CHANNEL, "message": str(message.id), "custom_id": custom_id}
    answer = await sandbox.control("click", **pressed)
    assert answer.get("acknowledged"), (custom_id, answer)
    told = str(answer["messages"])
    assert [each for each in NOT_DONE if english(each) in told] == [], (custom_id, told)


def english(key: str) -> str:
    group, name = key.split(".")
    texts = yaml.safe_load(Path(project_root(), "ignis", "bot", "texts", "en.yaml").read_text(encoding="utf-8"))
    return str(texts[group][name])


async def test_every_command_and_button(sandbox: RunningSandbox) -> None:
    assert RUNS.keys() == chat(sandbox).keys(), "a new command gets a line in RUNS"
    pressed = set[str]()
    for command, options in STEPS:
        answer = await sandbox.slash("Vulkan", command, **options)
        assert answer.get("acknowledged"), (command, answer)
        shown = buttons_of(answer)
        fresh = sorted(shown.keys() - pressed)
        for kind in [each for each in fresh if each not in FINAL] + [each for each in fresh if each in FINAL][:1]:
            await press(sandbox, *shown[kind])
            pressed.add(kind)
    assert button_kinds() - pressed == UNSHOWN.keys(), "let a command of STEPS show the new button"
    for custom_id in UNSHOWN.values():
        await press(sandbox, custom_id, COMPONENTS_V2)
    # 429 is the route's limit, which a bot waits out
    assert [one for one in sandbox.served if one.status >= 400 and one.status != 429] == []


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
