"""The token that alerts need: `Authorization: Bearer <content of var/run/alerts.token>`.

It stays the same over restarts, because whoever sends alerts may have copied it. To replace it: stop the relay, remove
the file, start the relay.
"""

import os
import re
import secrets
import stat
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import web

from ignis.runtime.base.files import PRIVATE, write_atomic

REFUSAL: Final = "alerts need the token in var/run/alerts.token as a Bearer token: see docs/prometheus.md"

_SHAPE = re.compile(r"[A-Za-z0-9_-]{32,200}")
_LONGEST_FILE = 1024


@dataclass(frozen=True)
class AlertsToken:
    """A PublishedFile: it is written again when it was lost.

    Example:
        token = kept_token(home.alerts_token_file)
        if (refusal := token.refusal(request)) is not None:
            return refusal
    """

    path: Path
    token: str

    def refusal(self, request: web.Request) -> web.Response | None:
        """The answer for a request without the token; None for one that has it."""
        given = request.headers.get("Authorization", "").encode()
        if compare_digest(given, f"Bearer {self.token}".encode()):
            return None
        headers = {"WWW-Authenticate": "Bearer"}
        return web.json_response({"error": REFUSAL}, status=HTTPStatus.UNAUTHORIZED, headers=headers)

    def is_true(self) -> bool:
        return _read(self.path) == self.token

    def publish(self) -> bool:
        write_atomic(self.path, self.token + "\n")
        return True


def kept_token(path: Path) -> AlertsToken:
    """The token in `path`. A new one if there is none, or if others than its owner may have read it."""
    return AlertsToken(path, _read(path) or secrets.token_urlsafe(32))


def _read(path: Path) -> str | None:
    """None if it holds no token, or is not private."""
    try:
        with path.open("rb") as file:
            others = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & ~PRIVATE
            text = file.read(_LONGEST_FILE).decode("ascii", "replace").strip()
    except OSError:
        return None
    if (others and os.name != "nt") or not _SHAPE.fullmatch(text):
        return None
    return text
