"""`ignis repair NAME`."""

import json
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

import typer

from ignis.cli.errors import NOT_RUNNING, USAGE, CliError
from ignis.cli.stack import HomeOption, Stack, stack_at
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import GIVE_UP

_TIMEOUT = 75.0  # a recovery gives up after 60 s
_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

NameArgument = Annotated[str, typer.Argument(help="Which recovery; a wrong name is answered with the list of them.")]


def repair(name: NameArgument, home: HomeOption = None) -> None:
    """Run one of the bot's recoveries now, and say what it found and did."""
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
    published = endpoints.read(stack.home).get("bot")
    if published is None:
        raise CliError("the bot has not published an address yet; see `ignis status`", NOT_RUNNING)
    request = urllib.request.Request(  # noqa: S310  the stack's own loopback address
        f"{published.url}/repair/{quote(name, safe='')}",
        method="POST",
        headers={"Authorization": f"Bearer {_token(stack)}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return _report(answer.read())
    except urllib.error.HTTPError as error:
        content = _report(error.read())
        if error.code == HTTPStatus.NOT_FOUND:
            raise CliError(str(content.get("error")), USAGE) from None
        if error.code in _REFUSED:
            raise CliError(f"the bot refuses the token in {stack.home.control_token_file}", GIVE_UP) from None
        return content
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise CliError(f"the bot does not answer at {published.url}: {reason}", GIVE_UP) from None


def _token(stack: Stack) -> str:
    try:
        return stack.home.control_token_file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise CliError(f"{stack.home.control_token_file} is missing: `ignis restart bot` writes it", GIVE_UP) from None


def _report(body: bytes) -> dict[str, Any]:
    try:
        content: Any = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise CliError("what answers at the bot's address is not the bot", GIVE_UP)
    return content
