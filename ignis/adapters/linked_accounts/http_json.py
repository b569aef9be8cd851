"""One JSON request to an outside service. However it fails, it raises SourceError.

An answer is bounded as it comes and as it is unpacked, and a large one is read off the event loop.
"""

import asyncio
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from ignis.runtime.resilience.asked_wait import asked_seconds

_LONGEST_BODY: Final = 2_000_000
"""Bytes, unpacked. A hundred accounts are 20,000."""
_LARGE: Final = 64 * 1024
"""Bytes that take the event loop about a millisecond to read. More is read in a thread."""
_PIECE: Final = 256 * 1024
"""Bytes unpacked at once: what a packed answer can cost beside its own length."""
_MOST_DIGITS: Final = 40
_GZIP: Final = zlib.MAX_WBITS | 16


class RequestOutcome(StrEnum):
    """How a request ended. Bounded: it becomes the label of a metric."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"  # an answer, too
    REFUSED = "refused"  # any other 4xx: the key, or a request that the service does not understand
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    GARBAGE = "garbage"  # no JSON, or far too much: the service does not work as it should
    UNUSABLE = (
        "unusable"  # JSON without what was asked for, or with an impossible value: it concerns this question alone
    )
    # never sent
    HELD = "held"  # more than the service allows a minute, or the service asked for a pause
    SPENT = "spent"  # the quota of the day
    NOT_READY = "not_ready"  # what the request needs is not known yet


class SourceError(Exception):
    """The service gave no answer. Its text is one line, without keys. `wait_s`: seconds until it may be asked again.

    `circuit` is the name of the circuit that the question went through; None before it has reached one.
    """

    def __init__(self, text: str, outcome: RequestOutcome, *, wait_s: float | None = None) -> None:
        super().__init__(text)
        self.outcome = outcome
        self.wait_s = wait_s
        self.circuit: str | None = None


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
        headers={"Accept-Encoding": "gzip", **(request.headers or {})},
        auto_decompress=False,  # aiohttp would unpack without a bound of ours
        params=request.params,
        json=request.body,
        allow_redirects=False,  # a key must not be carried to another host
    )
    try:
        async with sending as response:
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                wait = asked_seconds(response.headers.get("Retry-After"))
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
    try:
        content = await _content(response)
        return await asyncio.to_thread(_parsed, content) if len(content) > _LARGE else _parsed(content)
    except _TooMuch:
        raise SourceError(f"{service} sent far more than was asked for", RequestOutcome.GARBAGE) from None
    except (ValueError, RecursionError, zlib.error) as error:
        if response.status >= HTTPStatus.BAD_REQUEST:
            return None
        raise SourceError(f"{service} sent something that is no JSON", RequestOutcome.GARBAGE) from error


class _TooMuch(Exception):  # noqa: N818  a verdict on the answer
    pass


def _parsed(content: bytes) -> Any:
    return json.loads(content, parse_int=_whole)


def _whole(digits: str) -> float:
    """Infinite for a number of more digits than Python reads: the rest of the answer is JSON all the same."""
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


async def _content(response: aiohttp.ClientResponse) -> bytes:
    """The whole body, unpacked. Raises _TooMuch once it is too long, and ValueError for a packing not asked for."""
    body = _Body(response.headers.get("Content-Encoding", "").strip().lower())
    async for piece in response.content.iter_any():
        body.add(piece)
    return body.whole()


class _Body:
    def __init__(self, packing: str) -> None:
        if packing not in ("", "identity", "gzip"):
            raise ValueError(packing)
        self._unpacker = zlib.decompressobj(_GZIP) if packing == "gzip" else None
        self._got = bytearray()

    def add(self, piece: bytes) -> None:
        while self._unpacker is not None and piece:
            self._grow(self._unpacker.decompress(piece, _PIECE))
            piece = self._unpacker.unconsumed_tail
        self._grow(piece)

    def whole(self) -> bytes:
        """Raises ValueError for a packed body that was cut."""
        if self._unpacker is not None and not self._unpacker.eof:
            raise ValueError("cut")
        return bytes(self._got)

    def _grow(self, piece: bytes) -> None:
        self._got += piece
        if len(self._got) > _LONGEST_BODY:
            raise _TooMuch


def unexpected(answer: JsonAnswer) -> SourceError:
    """The error for an answer that does not hold what was asked for."""
    if answer.status >= HTTPStatus.BAD_REQUEST:
        outcome = RequestOutcome.NOT_FOUND if answer.status == HTTPStatus.NOT_FOUND else RequestOutcome.REFUSED
        return SourceError(f"{answer.service} answered {answer.status}", outcome)
    return SourceError(f"{answer.service} answered {answer.status} without what was asked for", RequestOutcome.UNUSABLE)
