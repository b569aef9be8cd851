"""One name, one thing: in no program do two classes have the same name, private ones included."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from tests.structure.sources import Module, closure, made_up, modules

_PROGRAMS = {
    "bot": "ignis.bot.__main__",
    "exporter": "probes.exporter.__main__",
    "relay": "probes.relay.__main__",
    "cli": "ignis.cli",
    "sandbox": "ignis.sandbox.__main__",
    "gate": "probes.restarts.gate",
    "companions": "probes.companions.__main__",
}


@pytest.mark.parametrize("program", _PROGRAMS)
def test_a_program_has_no_class_name_twice(program: str) -> None:
    found = twice(_PROGRAMS[program], modules())
    assert found == {}


def test_the_programs_are_followed_to_their_ends() -> None:
    assert {"ignis.bot.start", "ignis.bot.commands.points", "ignis.domain.rules.ladder"} <= closure(
        "ignis.bot.__main__", modules()
    )
    assert "probes.checks.disk" in closure(_PROGRAMS["exporter"], modules())
    assert "ignis.sandbox" not in closure(_PROGRAMS["bot"], modules())


def test_a_name_is_found_twice_only_where_one_program_imports_both() -> None:
    known = made_up(
        start="import one\nimport two\n",
        one="class Desk: ...\nclass _Answer: ...\n",
        two="class Desk: ...\ndef f():\n    class _Answer: ...\n",
        elsewhere="class Desk: ...\n",
    )
    assert twice("start", known) == {"Desk": ["one.py:1", "two.py:1"], "_Answer": ["one.py:2", "two.py:3"]}
    assert twice("one", known) == {}


def twice(start: str, known: Mapping[str, Module]) -> dict[str, list[str]]:
    """The names that more than one class has in what runs because of the module `start`, and where these are."""
    places = defaultdict[str, list[str]](list)
    for name in sorted(closure(start, known)):
        for each in _classes(known[name].tree):
            places[each.name].append(f"{known[name].path.as_posix()}:{each.lineno}")
    return {name: found for name, found in places.items() if len(found) > 1}


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node
