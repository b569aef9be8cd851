"""One JSON question to an outside service; every way in which it can fail is one SourceError."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp


class SourceError(Exception):
    """The service did not answer as it should. Its text is one line, without keys."""


@dataclass(frozen=True)
class JsonAnswer:
    status: int
    body: Any


async def ask(
    session: aiohttp.ClientSession,
    service: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    body: object = None,
) -> JsonAnswer:
    """GET, or POST when there is a `body`. Raises SourceError when no JSON comes back, or a 429 or 5xx does."""
    method = "GET" if body is None else "POST"
    try:
        async with session.request(method, url, headers=headers, params=params, json=body) as response:
            if response.status == HTTPStatus.TOO_MANY_REQUESTS or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise SourceError(f"{service} answered {response.status}")
            return JsonAnswer(response.status, await response.json(content_type=None))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise SourceError(f"{service} could not be reached: {type(error).__name__}") from error
    except ValueError as error:
        raise SourceError(f"{service} sent something that is no JSON") from error
