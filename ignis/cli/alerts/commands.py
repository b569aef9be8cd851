"""`ignis alerts list|ack|silence|unsilence|test|log`."""

import json
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console

from ignis.cli.alerts import shown
from ignis.cli.alerts.orders import give, incidents, seconds
from ignis.cli.control import order
from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import HomeOption, Stack, stack_at
from ignis.runtime.stack.http_shapes import ReportedActions
from ignis.runtime.stack.process import GIVE_UP

app = typer.Typer(help="See what is wrong, and say who takes care of it.", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="The incident's number: `ignis alerts list`.", metavar="NUMBER")]
WhatArgument = Annotated[
    str, typer.Argument(help="An incident's number, or a subject such as check:disk or check:*.", metavar="WHAT")
]
SpanArgument = Annotated[str, typer.Argument(help="Such as 10m, 1h30m, 2d; 7d at most.", metavar="FOR")]
WhyOption = Annotated[str, typer.Option("--why", help="For the others, and for the record.")]


@app.command("list")
def show_list(
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002  typer's form
) -> None:
    """Show the open incidents, the silences, and maintenance."""
    found = incidents(_running(home))
    if as_json:
        print(json.dumps(found.to_json(), indent=1))  # noqa: T201  this is the command line
    else:
        shown.show_incidents(found, Console(soft_wrap=True))


@app.command()
def ack(number: NumberArgument, home: HomeOption = None, why: WhyOption = "") -> None:
    """Say that you take care of an incident: it is not escalated any more."""
    if not (number.isascii() and number.isdigit()):
        raise CliError(f"{number!r} is no number of an incident: see `ignis alerts list`", USAGE)
    print(give(_running(home), "POST", f"/incidents/{number}/ack", why=why).text)  # noqa: T201


@app.command()
def silence(what: WhatArgument, span: SpanArgument, home: HomeOption = None, why: WhyOption = "") -> None:
    """Tell nothing about a subject for a while."""
    about = {"incident": int(what)} if what.isascii() and what.isdigit() else {"subject": what}
    for_s = seconds(span)
    print(give(_running(home), "POST", "/silences", for_s=for_s, why=why, **about).text)  # noqa: T201


@app.command()
def unsilence(what: WhatArgument, home: HomeOption = None) -> None:
    """End a silence before its time."""
    print(give(_running(home), "DELETE", f"/silences/{quote(what, safe='')}").text)  # noqa: T201


@app.command("test")
def send_test(home: HomeOption = None) -> None:
    """Send a test alert the way of every alert; it is over after 10 s."""
    print(give(_running(home), "POST", "/test-alert").text)  # noqa: T201


@app.command()
def log(
    home: HomeOption = None,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, max=1000, help="How many of the latest.")] = 20,
) -> None:
    """Show who did what about alerts, the newest last."""
    status, content = order(_running(home), "relay", "GET", f"/actions?count={lines}")
    found = ReportedActions.from_json(content)
    if found is None or status != HTTPStatus.OK:
        raise CliError(str(content.get("error") or "the relay answers something else"), GIVE_UP)
    shown.show_actions(found.actions, Console(soft_wrap=True))


def _running(home: HomeOption) -> Stack:
    stack = stack_at(home)
    stack.demand("relay")
    return stack
