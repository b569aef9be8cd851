"""Orders to the relay about alerts, in the name of the account that runs the command."""

import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ignis.cli.control import order
from ignis.cli.errors import USAGE, CliError
from ignis.cli.stack import Stack
from ignis.runtime.base.spans import parse_span, span_text
from ignis.runtime.stack.http_shapes import ReportedIncidents
from ignis.runtime.stack.operator_shapes import LONGEST, OperatorAnswer, OrderedBy
from ignis.runtime.stack.process import GIVE_UP

_RELAY = "relay"


def give(stack: Stack, method: str, path: str, **what: Any) -> OperatorAnswer:
    """What came of an order. Raises CliError for one that is refused."""
    body = {"by": OrderedBy(name=account(os.environ)).to_json(), **what}
    status, content = order(stack, _RELAY, method, path, body)
    answer = OperatorAnswer.from_json(content)
    if answer is None:
        raise CliError(str(content.get("error") or "the relay answers something else"), _code(status))
    if status != HTTPStatus.OK:
        raise CliError(answer.text, USAGE)
    return answer


def incidents(stack: Stack) -> ReportedIncidents:
    """What is open, and what operators have said. Raises CliError."""
    status, content = order(stack, _RELAY, "GET", "/incidents")
    found = ReportedIncidents.from_json(content)
    if found is None or status != HTTPStatus.OK:
        raise CliError(str(content.get("error") or "the relay answers something else"), GIVE_UP)
    return found


def seconds(span: str) -> int:
    """The seconds of a span such as `10m`. Raises CliError, with one line."""
    try:
        found = parse_span(span)
    except ValueError as error:
        raise CliError(str(error), USAGE) from None
    if found > LONGEST:
        raise CliError(f"no longer than {span_text(LONGEST)}: what lasts for ever is forgotten", USAGE)
    return found


def account(environ: Mapping[str, str]) -> str:
    """The account of this machine that runs the command; under sudo also whose it is.

    Example:
        >>> account({"SUDO_USER": "ana"}).partition(" as ")[0]
        'ana'
    """
    import psutil  # noqa: PLC0415  10 ms of every command, needed by these

    name = psutil.Process().username()
    behind = environ.get("SUDO_USER")
    return f"{behind} as {name}" if behind and behind != name else name


def _code(status: int) -> int:
    return USAGE if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND} else GIVE_UP
