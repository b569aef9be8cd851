"""The token that orders over loopback need: `Authorization: Bearer <content of var/run/control.token>`.

Whoever may read the file may give orders: the account that Ignis runs as, and root. The bot writes a new token at each
of its starts. The relay reads the file at every order, so it follows; and where no bot has ever started it writes one.
"""

import os
import secrets
from hmac import compare_digest
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from ignis.runtime.base.files import PRIVATE

_BYTES = 32


class ControlToken:
    """Example:
    if (refusal := token.refusal(request)) is not None:
        return refusal
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def refusal(self, request: web.Request) -> web.Response | None:
        """The answer for a request without the token; None for one that has it."""
        return _refusal(request, self._token)


class ControlTokenFile:
    """The same for a program that does not make the token: the newest content of the file counts."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def create(self) -> None:
        """Writes a token if there is none yet. Raises OSError."""
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        except FileExistsError:
            return
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_token() + "\n")

    def refusal(self, request: web.Request) -> web.Response | None:
        """The answer for a request without the token; None for one that has it."""
        return _refusal(request, read_token(self._file))


def new_token() -> str:
    return secrets.token_urlsafe(_BYTES)


def read_token(file: Path) -> str | None:
    """The token in the file; None if there is none, or it cannot be read."""
    try:
        return file.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def line(status: HTTPStatus, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)


def _refusal(request: web.Request, token: str | None) -> web.Response | None:
    given = request.headers.get("Authorization", "").encode()
    if token is not None and compare_digest(given, f"Bearer {token}".encode()):
        return None
    return line(HTTPStatus.UNAUTHORIZED, "this needs the token in var/run/control.token as a Bearer token")
