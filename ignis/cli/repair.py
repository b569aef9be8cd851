"""`ignis repair RECOVERY`."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

import typer

from ignis.cli.control import post
from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import HomeOption, Stack, stack_at
from ignis.runtime.stack.process import GIVE_UP

RECOVERIES: Final = (
    "reopen-database",
    "restore-database",
    "reconnect-gateway",
    "resync-commands",
    "rebuild-cache",
    "clean-up",
)
"""The bot's, in the order of its health round. They are named here because the bot's modules take long to import."""

NameArgument = Annotated[
    str | None, typer.Argument(help=f"One of {', '.join(RECOVERIES)}.", metavar="RECOVERY", show_default=False)
]


def repair(name: NameArgument = None, home: HomeOption = None) -> None:
    """Run one of the bot's recoveries now, and say what it found and did."""
    if name is None:
        raise CliError(f"which recovery? There are {', '.join(RECOVERIES)}", USAGE)
    stack = stack_at(home)
    stack.demand("bot")
    print(described(run_recovery(stack, name)))  # noqa: T201  this is the command line


def described(report: dict[str, Any]) -> str:
    """What a recovery reported, for people. Raises CliError for a recovery that failed."""
    if report["error"]:
        raise CliError(f"{report['name']} failed after {report['took_s']:.1f} s: {report['error']}", GIVE_UP)
    lines = [
        f"{report['name']} took {report['took_s']:.2f} s",
        f"  found  {report['found']}",
        f"  did    {report['did']}",
    ]
    if freed := report["freed"]:
        lines.append(f"  freed  {freed['bytes']} bytes, {freed['objects']} objects")
    return "\n".join(lines)


def run_recovery(stack: Stack, name: str) -> dict[str, Any]:
    """Asks the bot to run it, and returns its report. Raises CliError if the bot refuses, or does not answer."""
    status, content = post(stack, f"/repair/{quote(name, safe='')}")
    if status == HTTPStatus.NOT_FOUND:
        raise CliError(str(content.get("error")), USAGE)
    return content
