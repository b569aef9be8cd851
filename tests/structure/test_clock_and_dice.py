"""Clock and dice are arguments, so that a test sets both: what happens at night happens in a test at noon."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.structure.sources import made_up, modules

_TIME = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"}
_DATETIME = {"now", "utcnow", "today"}
_DICE = {"Random", "SystemRandom"}

_EDGES = {
    "ignis/runtime/base/clock.py": "the clock that is passed on",
    "ignis/runtime/base/machine.py": "the machine's clocks that are passed on",
    "ignis/bot/gateway/heartbeat.py": "discord.py's own clock, which its last acknowledgement was read from",
    "ignis/bot/start.py": "the beginning of the bot: it hands the dice out",
    "ignis/cli/launch.py": "the command line: it hands the dice out",
    "ignis/runtime/telemetry/tracing.py": "six spans stand in the way of every answer; a call more each is felt",
    "ignis/runtime/stack/process.py": "the beginning of every program: it hands the dice out",
    "ignis/sandbox/app.py": "the sandbox's wiring: it hands the dice out",
    "probes/restarts/gate.py": "becomes the program: the moment of its next start is shown in local time",
}
"""Where the machine's clock and dice are read, with the reason; besides, wiring and `__main__` hand them out."""


def test_clock_and_dice_are_read_at_the_edges_only() -> None:
    assert list(read_directly()) == []


def test_every_edge_reads_them() -> None:
    reading = {one.path.as_posix() for one in modules().values() if [*_reads(one.tree)]}
    assert sorted(_EDGES.keys() - reading) == []


def test_each_way_of_reading_them_is_seen() -> None:
    (one,) = made_up(
        one=(
            "import time, random, datetime as dt\n"
            "from datetime import datetime, UTC\n"
            "from time import monotonic\n"
            "from random import SystemRandom, choice\n"
            "def f(now=time.time): ...\n"
            "a = datetime.now(UTC)\n"
            "b = dt.datetime.now()\n"
            "c = random.uniform(1, 2)\n"
            "d = SystemRandom()\n"
            "e = random.Random()\n"
        )
    ).values()
    assert sorted(_reads(one.tree)) == [
        (3, "from time import monotonic"),
        (4, "from random import choice"),
        (5, "time.time"),
        (6, "datetime.now"),
        (7, "dt.datetime.now"),
        (8, "random.uniform"),
        (9, "SystemRandom()"),
        (10, "random.Random()"),
    ]


def test_seeded_dice_and_a_clock_that_is_given_are_none_of_these() -> None:
    (one,) = made_up(
        one=(
            "import random, time\n"
            "from random import Random\n"
            "def f(clock: Clock, dice: random.Random, more: Random):\n"
            "    time.sleep(1)\n"
            "    return clock.now(), clock.monotonic(), dice.random(), random.Random(7)\n"
        )
    ).values()
    assert [*_reads(one.tree)] == []


def read_directly() -> list[str]:
    return [
        f"{one.path.as_posix()}:{line} {what}"
        for one in modules().values()
        if not _is_edge(one.path)
        for line, what in sorted(_reads(one.tree))
    ]


def _is_edge(path: Path) -> bool:
    return path.as_posix() in _EDGES or path.stem in {"wiring", "__main__"} or "wiring" in path.parts


def _reads(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of each place that reads the machine's clock or rolls its dice."""
    dice_module = any(isinstance(node, ast.Import) and "random" in _names(node) for node in ast.walk(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            forbidden = _TIME if node.module == "time" else None
            for alias in node.names:
                dice = node.module == "random" and alias.name not in _DICE
                if dice or (forbidden is not None and alias.name in forbidden):
                    yield node.lineno, f"from {node.module} import {alias.name}"
        elif isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if (
                (owner == "time" and node.attr in _TIME)
                or (dice_module and owner == "random" and node.attr not in _DICE)
                or (owner.rpartition(".")[2] in {"datetime", "date"} and node.attr in _DATETIME)
            ):
                yield node.lineno, f"{owner}.{node.attr}"
        elif isinstance(node, ast.Call) and not node.args and not node.keywords:
            called = ast.unparse(node.func)
            if called.removeprefix("random.") in _DICE:  # unseeded
                yield node.lineno, f"{called}()"


def _names(node: ast.Import) -> set[str]:
    return {alias.asname or alias.name for alias in node.names}
