"""One JSON request to an outside service. However it fails, it raises SourceError."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

import aiohttp

_LONGEST_BODY: Final = 2_000_000


class RequestOutcome(StrEnum):
    """How a request ended. Bounded: it becomes the label of a metric."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"  # an answer, too
    REFUSED = "refused"  # any other 4xx: the key, or a request that the service does not understand
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    GARBAGE = "garbage"  # not JSON, or not what was asked for
    # never sent
    HELD = "held"  # more than the service allows a minute, or the service asked for a pause
    SPENT = "spent"  # the quota of the day
    NOT_READY = "not_ready"  # what the request needs is not known yet


class SourceError(Exception):
    """The service gave no answer. Its text is one line, without keys. `wait_s`: seconds until it may be asked again."""

    def __init__(self, text: str, outcome: RequestOutcome, *, wait_s: float | None = None) -> None:
        super().__init__(text)
        self.outcome = outcome
        self.wait_s = wait_s


@dataclass(frozen=True)
class JsonRequest:
    """A GET, or a POST if there is a `body`. `service` is its name for people. Keys belong into `headers`."""

    service: str
    url: str
    headers: Mapping[str, str] | None = None
    params: Mapping[str, str] | None = None
    body: object = None


@dataclass(frozen=True)
class JsonAnswer:
    """Has any status below 500 except 429. `body` is None if a 4xx came without JSON."""

    service: str
    status: int
    body: Any
    headers: Mapping[str, str]


async def send(session: aiohttp.ClientSession, request: JsonRequest) -> JsonAnswer:
    """Raises SourceError if the answer is not JSON, or a 429 or 5xx.

    Example:
        answer = await send(session, JsonRequest("Roblox", "https://users.roblox.com/v1/users/1"))
        print(answer.body["name"])
    """
    method = "GET" if request.body is None else "POST"
    service = request.service
    sending = session.request(
        method,
        request.url,
        headers=request.headers,
        params=request.params,
        json=request.body,
        allow_redirects=False,  # a key must not be carried to another host
    )
    try:
        async with sending as response:
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                wait = seconds(response.headers.get("Retry-After"))
                raise SourceError(f"{service} answered 429", RequestOutcome.RATE_LIMITED, wait_s=wait)
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise SourceError(f"{service} answered {response.status}", RequestOutcome.SERVER_ERROR)
            return JsonAnswer(service, response.status, await _json(response, service), response.headers)
    except TimeoutError as error:
        raise SourceError(f"{service} could not be reached: no answer in time", RequestOutcome.TIMEOUT) from error
    except (aiohttp.ClientError, OSError) as error:
        kind = type(error).__name__  # not its text: it holds the address
        raise SourceError(f"{service} could not be reached: {kind}", RequestOutcome.UNREACHABLE) from error


async def _json(response: aiohttp.ClientResponse, service: str) -> Any:
    if (response.content_length or 0) > _LONGEST_BODY:
        raise SourceError(f"{service} sent far more than was asked for", RequestOutcome.GARBAGE)
    try:
        return await response.json(content_type=None)
    except (ValueError, RecursionError) as error:
        if response.status >= HTTPStatus.BAD_REQUEST:
            return None
        raise SourceError(f"{service} sent something that is no JSON", RequestOutcome.GARBAGE) from error


def unexpected(answer: JsonAnswer) -> SourceError:
    """The error for an answer that does not hold what was asked for."""
    if answer.status >= HTTPStatus.BAD_REQUEST:
        outcome = RequestOutcome.NOT_FOUND if answer.status == HTTPStatus.NOT_FOUND else RequestOutcome.REFUSED
        return SourceError(f"{answer.service} answered {answer.status}", outcome)
    return SourceError(f"{answer.service} answered {answer.status} without what was asked for", RequestOutcome.GARBAGE)


def text(item: Mapping[str, Any], field: str) -> str:
    """The text of the field. Raises LookupError, TypeError or ValueError if there is none."""
    value = item[field]
    if not isinstance(value, str) or not value:
        raise ValueError(field)
    return value


def seconds(value: str | None) -> float | None:
    """A header as a number of seconds. None for anything else, such as a date."""
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
