"""The tests of this folder see what is there: imports in every form, and circles."""

from pathlib import Path

from tests.structure.sources import circles, closure, imports, made_up, module, modules

_KNOWN = made_up(
    a="",
    a__one="from a import two\nimport a.three\n",
    a__two="from a.three import Thing\n",
    a__three=(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from a.one import x\n"
        "def f():\n    from . import four\n"
    ),
    a__four="import os\n",
)


def test_an_import_is_seen_in_each_of_its_forms() -> None:
    assert imports(_KNOWN["a.one"], _KNOWN, for_types=False) == {"a.two", "a.three"}
    assert imports(_KNOWN["a.two"], _KNOWN, for_types=False) == {"a.three"}
    assert imports(_KNOWN["a.three"], _KNOWN, for_types=False) == {"a.four"}
    assert imports(_KNOWN["a.three"], _KNOWN, for_types=True) == {"a.one", "a.four"}


def test_a_relative_import_begins_at_the_package_of_its_file() -> None:
    inside = module(Path("a/__init__.py"), "from .four import y\n")
    assert imports(inside, _KNOWN, for_types=False) == {"a.four"}


def test_what_runs_because_of_a_module_includes_the_packages_above_it() -> None:
    assert closure("a.two", _KNOWN) == {"a", "a.two", "a.three", "a.four"}


def test_a_circle_is_found_whole_and_what_merely_leads_to_it_is_not_in_it() -> None:
    assert circles({"a": ["b"], "b": ["c"], "c": ["b", "d"], "d": []}) == [frozenset({"b", "c"})]
    assert circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_the_programs_are_read() -> None:
    assert {"ignis.bot.__main__", "ignis.domain", "probes.relay.wiring"} <= modules().keys()
