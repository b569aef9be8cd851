"""The source as a whole: its files, their syntax trees, and who imports whom. For the tests of this folder."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ignis.runtime.config.settings import project_root

ROOTS = ("ignis", "probes")


@dataclass(frozen=True)
class Module:
    """`path` begins at the root of the project: `ignis/domain/inputs.py`."""

    name: str
    path: Path
    source: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package that a relative import of this module begins at."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]


@cache
def modules() -> Mapping[str, Module]:
    """Every module of the programs, by its dotted name."""
    return read(project_root(), ROOTS)


def read(base: Path, roots: Iterable[str]) -> dict[str, Module]:
    files = sorted(file for root in roots for file in (base / root).rglob("*.py"))
    found = [module(file.relative_to(base), file.read_text(encoding="utf-8")) for file in files]
    return {one.name: one for one in found}


def module(path: Path, source: str) -> Module:
    parts = path.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, source, ast.parse(source, str(path)))


def made_up(**sources: str) -> dict[str, Module]:
    """Modules that exist only in a test: the name (`a__b` for `a.b`), and the source."""
    named = {name.replace("__", "."): source for name, source in sources.items()}
    return {name: module(Path(*name.split(".")).with_suffix(".py"), source) for name, source in named.items()}


def imports(one: Module, known: Mapping[str, Module], *, for_types: bool) -> frozenset[str]:
    """The modules of `known` that `one` names in an import, inside functions as well.

    `for_types` says whether imports below `if TYPE_CHECKING:` count, too.
    """
    skipped = set() if for_types else set(_type_checking(one.tree))
    found: set[str] = set()
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in skipped:
            found.update(_targets(node, one, known))
    return frozenset(found - {one.name})


def closure(start: str, known: Mapping[str, Module]) -> frozenset[str]:
    """`start` and everything that runs because of it, packages above a module included."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        parts = name.split(".")
        waiting.extend(above for end in range(1, len(parts)) if (above := ".".join(parts[:end])) in known)
        waiting.extend(imports(known[name], known, for_types=False))
    return frozenset(reached)


def circles(graph: Mapping[str, Iterable[str]]) -> list[frozenset[str]]:
    """The groups of nodes that reach each other (Tarjan's strongly connected components of more than one node)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[frozenset[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph[node]:
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            at = stack.index(node)
            group = frozenset(stack[at:])
            del stack[at:]
            if len(group) > 1:
                found.append(group)

    for node in graph:
        if node not in index:
            visit(node)
    return found


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Sequence[ast.arg]:
    given = function.args
    rest = [one for one in (given.vararg, given.kwarg) if one is not None]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *rest]


def _type_checking(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            for inner in node.body:
                yield from ast.walk(inner)


def _targets(node: ast.Import | ast.ImportFrom, one: Module, known: Mapping[str, Module]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
        return
    base = node.module or ""
    if node.level:
        above = one.package.split(".")
        base = ".".join([*above[: len(above) - node.level + 1], *filter(None, [base])])
    for alias in node.names:
        below = f"{base}.{alias.name}"
        if below in known:  # `from package import module` is an import of the module
            yield below
        elif base in known:
            yield base
