"""The one door: which rules a request has to pass, by method and path."""

from collections.abc import Mapping, Sequence
from typing import Any

from ignis.sandbox.rules.errors import RuleError
from ignis.sandbox.rules.view import Upload, WorldView


def check_request(
    method: str,
    path: str,
    body: Mapping[str, Any] | Sequence[Any] | None,
    *,
    files: Sequence[Upload],
    reason: str | None,
    view: WorldView,
) -> RuleError | None:
    """The first refusal Discord would answer with, or None.

    `path` begins behind /api/v10 ("/channels/1/messages"), without a query; `body` is the JSON (payload_json of a
    multipart request); `reason` is the X-Audit-Log-Reason header, percent-decoded.
    """
    return None
