"""Answers with the status 201."""

import re
from typing import Any, Final

_PATHS: Final = re.compile(
    r"/(?:guilds|applications)/\d+/emojis|/guilds/\d+/(?:channels|stickers)|/channels/\d+(?:/messages/\d+)?/threads"
)


class Created(dict[str, Any]):
    """What a request has made, as its answer."""


def creates(method: str, path: str) -> bool:
    """Whether a request of this kind makes something whenever it succeeds."""
    return method == "POST" and _PATHS.fullmatch(path) is not None
