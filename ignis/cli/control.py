"""Orders to a running program, over its loopback address and with the token of the stack."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ignis.cli.errors import NOT_RUNNING, CliError
from ignis.cli.stack import Stack
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import GIVE_UP

_TIMEOUT = 75.0  # a recovery gives up after 60 s
_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


def post(stack: Stack, path: str) -> tuple[int, dict[str, Any]]:
    """Status and answer of the bot. Raises CliError if it does not answer, or refuses the token."""
    return order(stack, "bot", "POST", path)


def order(
    stack: Stack, program: str, method: str, path: str, body: Mapping[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and answer of `program`. Raises CliError if it does not answer, or refuses the token.

    Example:
        status, answer = order(stack, "relay", "DELETE", "/pause", {"by": {"name": "root"}})
    """
    published = endpoints.read(stack.home).get(program)
    if published is None:
        raise CliError(f"the {program} has not published an address yet; see `ignis status`", NOT_RUNNING)
    request = urllib.request.Request(  # noqa: S310  the stack's own loopback address
        f"{published.url}{path}",
        method=method,
        headers={"Authorization": f"Bearer {_token(stack, program)}", "Content-Type": "application/json"},
        data=None if body is None else json.dumps(body).encode(),
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return answer.status, _content(answer.read(), program)
    except urllib.error.HTTPError as error:
        content = _content(error.read(), program)
        if error.code in _REFUSED:
            raise CliError(f"the {program} refuses the token in {stack.home.control_token_file}", GIVE_UP) from None
        return error.code, content
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise CliError(f"the {program} does not answer at {published.url}: {reason}", GIVE_UP) from None


def _token(stack: Stack, program: str) -> str:
    file = stack.home.control_token_file
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise CliError(f"{file} is missing: `ignis restart {program}` writes it", GIVE_UP) from None


def _content(body: bytes, program: str) -> dict[str, Any]:
    try:
        content: Any = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise CliError(f"what answers at the {program}'s address is not the {program}", GIVE_UP)
    return content
