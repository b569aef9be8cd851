"""A reader must be able to go to the definition: few functions take a function.

`Callable[...]` counts, an alias of it, and a Protocol that has only `__call__`, which is the same by another name.
"""

import ast
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tests.structure.sources import Module, functions, made_up, modules, parameters

_PER_100 = 2.0
"""At most so many callable parameters per 100 functions. Seven code bases that we read as models have 0 to 2."""


@dataclass(frozen=True)
class Count:
    functions: int
    direct: tuple[str, ...]
    """Parameters with `Callable` in their annotation."""
    named: tuple[str, ...]
    """Parameters whose annotation has another name for a callable."""

    @property
    def per_100(self) -> float:
        return 100 * (len(self.direct) + len(self.named)) / self.functions


def test_few_functions_take_a_function() -> None:
    counted = count(modules())
    said = f"{len(counted.direct)} direct, {len(counted.named)} by another name, in {counted.functions} functions"
    listed = "\n".join([*counted.direct, *counted.named])
    assert counted.per_100 <= _PER_100, f"{counted.per_100:.2f} per 100 ({said}):\n{listed}"


def test_a_callable_is_seen_by_every_name_it_goes_by() -> None:
    counted = count(
        made_up(
            names=(
                "Ask = Callable[[], int]\n"
                "Told: TypeAlias = Callable[[str], None]\n"
                "class Hear(Protocol):\n    '''Hears.'''\n    def __call__(self) -> None: ...\n"
                "class Store(Protocol):\n    def find(self) -> int: ...\n"
            ),
            uses=(
                "def direct(a: int, b: Callable[[], int] | None = None): ...\n"
                "async def alias(*, ask: Ask): ...\n"
                "def statement(*told: Told): ...\n"
                "def protocol(hear: 'list[Hear]'): ...\n"
                "def named_methods(store: Store) -> Callable[[], int]: ...\n"
            ),
        )
    )
    assert counted.direct == ("uses.py:1 direct(b)",)
    assert counted.named == ("uses.py:2 alias(ask)", "uses.py:3 statement(told)", "uses.py:4 protocol(hear)")
    assert counted.functions == 7
    assert round(counted.per_100) == 57


def count(known: Mapping[str, Module]) -> Count:
    names = _other_names(known.values())
    direct, named = list[str](), list[str]()
    total = 0
    for one in known.values():
        for function in sorted(functions(one.tree), key=lambda each: each.lineno):
            total += 1
            for parameter in parameters(function):
                where = f"{one.path.as_posix()}:{function.lineno} {function.name}({parameter.arg})"
                used = _names_in(parameter.annotation)
                if "Callable" in used:
                    direct.append(where)
                elif used & names:
                    named.append(where)
    return Count(total, tuple(direct), tuple(named))


def _other_names(known: Iterable[Module]) -> frozenset[str]:
    return frozenset(name for one in known for node in one.tree.body for name in _defined_by(node))


def _defined_by(node: ast.stmt) -> set[str]:
    """The names for a callable that this statement of a module defines."""
    if isinstance(node, ast.ClassDef):
        methods = [each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        is_protocol = any("Protocol" in _names_in(base) for base in node.bases)
        return {node.name} if is_protocol and methods == ["__call__"] else set()
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Subscript | ast.BinOp):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if "Callable" in _names_in(node.value):
            return {each.id for each in targets if isinstance(each, ast.Name)}
    return set()


def _names_in(node: ast.expr | None) -> frozenset[str]:
    """The names in an annotation, in one that is written as a string as well."""
    if node is None:
        return frozenset()
    found: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.add(each.attr)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            with suppress(SyntaxError):  # a Literal's values are no names
                found |= _names_in(ast.parse(each.value, mode="eval").body)
    return frozenset(found)
