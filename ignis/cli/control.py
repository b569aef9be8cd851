"""Orders to the running bot, over its loopback address and with its token."""

import json
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any

from ignis.cli.errors import NOT_RUNNING, CliError
from ignis.cli.stack import Stack
from ignis.runtime.stack import endpoints
from ignis.runtime.stack.process import GIVE_UP

_TIMEOUT = 75.0  # a recovery gives up after 60 s
_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


def post(stack: Stack, path: str) -> tuple[int, dict[str, Any]]:
    """Status and answer. Raises CliError if the bot does not answer, or refuses the token."""
    published = endpoints.read(stack.home).get("bot")
    if published is None:
        raise CliError("the bot has not published an address yet; see `ignis status`", NOT_RUNNING)
    request = urllib.request.Request(  # noqa: S310  the stack's own loopback address
        f"{published.url}{path}", method="POST", headers={"Authorization": f"Bearer {_token(stack)}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return answer.status, _content(answer.read())
    except urllib.error.HTTPError as error:
        content = _content(error.read())
        if error.code in _REFUSED:
            raise CliError(f"the bot refuses the token in {stack.home.control_token_file}", GIVE_UP) from None
        return error.code, content
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise CliError(f"the bot does not answer at {published.url}: {reason}", GIVE_UP) from None


def _token(stack: Stack) -> str:
    try:
        return stack.home.control_token_file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise CliError(f"{stack.home.control_token_file} is missing: `ignis restart bot` writes it", GIVE_UP) from None


def _content(body: bytes) -> dict[str, Any]:
    try:
        content: Any = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise CliError("what answers at the bot's address is not the bot", GIVE_UP)
    return content
