"""`ignis logs PROGRAM`."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.console import Console
from rich.text import Text

from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import HomeOption, stack_at
from ignis.runtime.telemetry import log_tail
from probes.companions import COMPANIONS

_PROGRAMS = ("bot", "exporter", "relay", "sandbox", *COMPANIONS, "supervisord")
_COLOURS = {"error": "bold red", "critical": "bold red", "warning": "yellow", "debug": "dim"}
_SHOWN_APART = ("event", "level", "timestamp", "logger", "exception")
_POLL = 0.3


def logs(
    program: Annotated[str, typer.Argument(help=f"One of {', '.join(_PROGRAMS)}.")],
    home: HomeOption = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many of the last lines.")] = 40,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as it is written.")] = False,  # noqa: FBT002
) -> None:
    """Show a program's last log lines, readable. The files are JSON lines in <home>/log."""
    if program not in _PROGRAMS:
        raise CliError(f"no program is called {program!r}; there are {', '.join(_PROGRAMS)}", USAGE)
    file = stack_at(home).home.log / f"{program}.log"
    if not file.exists():
        raise CliError(f"{file}: no log yet; has `ignis up` run here?", USAGE)
    console = Console(soft_wrap=True)
    end = log_tail.size(file)
    for line in log_tail.last_lines(file, lines):
        console.print(readable(line))
    if follow:
        for line in _following(file, end):
            console.print(readable(line))


def readable(line: str) -> Text:
    """`12:34:56 warning  what happened  key=value`, and a traceback below it. What is not JSON stays as it is."""
    entry = log_tail.parse(line)
    if entry is None:
        return Text(line)
    level = str(entry.get("level", ""))
    text = Text(f"{_time(entry)} ").append(f"{level:<8}", _COLOURS.get(level, "")).append(str(entry.get("event", "")))
    for key, value in entry.items():
        if key not in _SHOWN_APART:
            text.append(f"  {key}={value}", "dim")
    if "exception" in entry:
        text.append(f"\n{entry['exception']}")
    return text


def _time(entry: dict[str, Any]) -> str:
    return str(entry.get("timestamp", ""))[11:19]


def _following(file: Path, position: int) -> Iterator[str]:
    """The lines written after byte `position`, across rotations, until Ctrl-C."""
    rest, log = b"", file.open("rb")
    log.seek(position)
    while True:
        *whole, rest = (rest + log.read()).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole)
        if _replaced(log, file):  # all of the old file was read: rotation renames whole files
            log.close()
            log, rest = file.open("rb"), b""
        time.sleep(_POLL)


def _replaced(log: BinaryIO, file: Path) -> bool:
    """Whether another file has this name now. False in the moment of a rotation when none has."""
    try:
        return not os.path.samestat(os.fstat(log.fileno()), file.stat())
    except FileNotFoundError:
        return False
