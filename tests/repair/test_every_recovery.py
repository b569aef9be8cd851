"""Every recovery has all that belongs to one: its place in the bot, its line in the docs, its name in Portuguese."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import ignis.repair
from ignis.bot.texts import load_texts
from ignis.runtime.config.settings import project_root

_ROOT = project_root()
_BOT = _ROOT / "ignis" / "bot"
_BY_THE_ROUND_ALONE = "\N{EN DASH}"


@dataclass(frozen=True)
class Found:
    """A class of `ignis/repair` that is a recovery; `line` is its line in docs/recoveries.md, cell by cell."""

    name: str
    trigger: str
    type_name: str
    line: tuple[str, ...]


def documented() -> dict[str, tuple[str, ...]]:
    page = (_ROOT / "docs" / "recoveries.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)
    return {name: (does, when) for name, does, when in rows}


def recoveries() -> Iterator[Found]:
    lines = documented()
    for module in pkgutil.iter_modules(ignis.repair.__path__, "ignis.repair."):
        for made in vars(importlib.import_module(module.name)).values():
            name = getattr(made, "name", None)
            if isinstance(made, type) and made.__module__ == module.name and isinstance(name, str):
                yield Found(name, getattr(made, "trigger", ""), made.__name__, lines.get(name, ()))


ALL = sorted(recoveries(), key=lambda one: one.name)


@pytest.fixture(params=ALL, ids=lambda one: one.name)
def recovery(request: pytest.FixtureRequest) -> Found:
    found: Found = request.param
    return found


def test_the_docs_name_the_recoveries_and_no_others() -> None:
    assert sorted(documented()) == [one.name for one in ALL]
    assert len(ALL) >= 6


def test_its_line_in_the_docs_says_what_it_does_and_when(recovery: Found) -> None:
    assert len(recovery.line) == 2
    assert all(cell.strip() for cell in recovery.line)


def test_it_says_when_it_runs(recovery: Found) -> None:
    assert recovery.trigger.strip()
    assert "\n" not in recovery.trigger


def test_it_has_a_name_in_portuguese_that_shows_the_one_to_type(recovery: Found) -> None:
    text = load_texts().entry(f"commands.choices.{recovery.name}", "pt-BR")
    assert isinstance(text, str)
    assert recovery.name in text
    assert text != recovery.name


def test_the_bot_makes_it(recovery: Found) -> None:
    assert _uses(recovery.type_name, call=True), "no line for it in ignis/bot/wiring/recoveries.py"


def test_something_triggers_it_unless_the_health_round_is_enough(recovery: Found) -> None:
    if recovery.line[1] == _BY_THE_ROUND_ALONE:
        assert not _uses(recovery.type_name, call=False), "the docs say that nothing triggers it"
    else:
        assert _uses(recovery.type_name, call=False), "nothing names it in order to trigger it"


def _uses(type_name: str, *, call: bool) -> list[Path]:
    """Files of the bot that make one (`call`), or that read its `name`, as every trigger does.

    The commands do not count: they name a recovery for people who run it by hand.
    """
    files = [file for file in sorted(_BOT.rglob("*.py")) if file.parent.name != "commands"]
    return [file for file in files if any(_found(_tree(file), type_name, call=call))]


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _found(tree: ast.Module, type_name: str, *, call: bool) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if call and isinstance(node, ast.Call) and ast.unparse(node.func) == type_name:
            yield node
        if not call and isinstance(node, ast.Attribute) and ast.unparse(node) == f"{type_name}.name":
            yield node
