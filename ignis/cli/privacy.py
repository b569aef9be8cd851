"""`ignis privacy export|delete ID`: for whoever has left the server and cannot run `/privacy` any more."""

import json
from http import HTTPStatus
from typing import Annotated, Any

import typer

from ignis.cli.control import post
from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import HomeOption, Stack, stack_at
from ignis.runtime.stack.process import GIVE_UP

app = typer.Typer(help="Export or delete all that is stored about a member.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(help="The Discord user's id, 17 to 20 digits.", metavar="ID")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask once more.")]


@app.command()
def export(user_id: IdArgument, home: HomeOption = None) -> None:
    """Print all that is stored about a member, as JSON."""
    print(json.dumps(asked(_running(home), "export", user_id), ensure_ascii=False, indent=2))  # noqa: T201  the command line


@app.command()
def delete(user_id: IdArgument, *, yes: YesOption = False, home: HomeOption = None) -> None:
    """Delete all that is stored about a member. This cannot be undone."""
    stack = _running(home)
    if not yes:
        typer.confirm(f"Delete everything that is stored about {user_id}? This cannot be undone", abort=True)
    print(told(asked(stack, "delete", user_id)))  # noqa: T201  the command line


def asked(stack: Stack, what: str, user_id: str) -> dict[str, Any]:
    """The bot's answer. Raises CliError."""
    if not (user_id.isascii() and user_id.isdigit()):
        raise CliError(f"{user_id!r} is no id of a Discord user: it consists of digits", USAGE)
    status, content = post(stack, f"/privacy/{what}/{user_id}")
    if status == HTTPStatus.OK:
        return content
    raise CliError(str(content.get("error")), USAGE if status == HTTPStatus.BAD_REQUEST else GIVE_UP)


def told(deleted: dict[str, Any]) -> str:
    """What was deleted, for people."""
    if not deleted["anything"]:
        return "nothing was stored"
    lines = f"deleted: lines of the ledger: {deleted['ledger']}, of the audit: {deleted['audit']}"
    if deleted["pending"]:
        return f"{lines}\nbackups still hold it: that is tried again every minute; see the check `privacy`"
    return lines


def _running(home: HomeOption) -> Stack:
    stack = stack_at(home)
    stack.demand("bot")
    return stack
