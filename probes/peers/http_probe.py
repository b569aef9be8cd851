"""One HTTP question, to a program of this stack or to an outside service.

The result is an answer, or the reason why there is none. Neither is an exception.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import psutil

from ignis.runtime.base.clock import Clock
from ignis.runtime.stack.endpoints import Endpoint
from probes.outcome import CheckReason

_MOST = 1_000_000  # bytes; real answers are far smaller, and another server on the port may never stop


@dataclass(frozen=True)
class HttpAnswer:
    """An answer with any HTTP status. `date` is the answering server's own clock.

    `body` is a JSON object. It is empty if an error came as something else, such as a proxy's page.
    """

    status: int
    body: dict[str, Any]
    latency_s: float
    date: datetime | None = None


@dataclass(frozen=True)
class NoHttpAnswer:
    """Why there is no answer: a reason, and one line for people."""

    reason: CheckReason
    detail: str


@dataclass(frozen=True)
class HttpQuestion:
    """A GET of `url`, or a POST of `body` as JSON. Keys belong in `headers`, because the URL is shown to people."""

    url: str
    headers: Mapping[str, str] | None = None
    body: object = None


async def ask(
    http: aiohttp.ClientSession, endpoint: Endpoint, path: str, *, timeout_s: float, clock: Clock
) -> HttpAnswer | NoHttpAnswer:
    """GETs `path` from a program of this stack within `timeout_s`.

    Example:
        answer = await ask(http, endpoints.read(home)["bot"], "/livez", timeout_s=1, clock=clock)
        lag = answer.body["loop_lag_s"] if isinstance(answer, HttpAnswer) else None
    """
    url = f"{endpoint.url}{path}"
    try:
        return await _exchange(http, HttpQuestion(url), timeout_s, clock)
    except aiohttp.ClientConnectorError:
        return _no_listener(endpoint, url)


async def ask_outside(
    http: aiohttp.ClientSession, question: HttpQuestion, *, timeout_s: float, clock: Clock
) -> HttpAnswer | NoHttpAnswer:
    """Asks an outside service within `timeout_s`."""
    try:
        return await _exchange(http, question, timeout_s, clock)
    except aiohttp.ClientConnectorError as error:
        host = urlsplit(question.url).netloc
        return NoHttpAnswer(
            CheckReason.UNREACHABLE, f"no connection to {host} ({error.os_error.strerror or 'name unknown'})"
        )


async def _exchange(
    http: aiohttp.ClientSession, question: HttpQuestion, timeout_s: float, clock: Clock
) -> HttpAnswer | NoHttpAnswer:
    """Raises ClientConnectorError if there is no connection."""
    url, began = question.url, clock.monotonic()
    method = "GET" if question.body is None else "POST"
    try:
        async with http.request(
            method,
            url,
            headers=question.headers,
            json=question.body,
            timeout=aiohttp.ClientTimeout(total=timeout_s),
            allow_redirects=False,
        ) as response:
            content = await _read(response)
    except TimeoutError:
        return NoHttpAnswer(CheckReason.TIMEOUT, f"{url} did not answer within {timeout_s:g} s")
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientError, ConnectionError) as error:
        return NoHttpAnswer(CheckReason.BAD_ANSWER, f"{url} broke off or does not speak HTTP ({type(error).__name__})")
    body = _object(content)
    if body is None and response.status < HTTPStatus.BAD_REQUEST:
        return NoHttpAnswer(CheckReason.BAD_ANSWER, f"{url} did not answer with a JSON object")
    return HttpAnswer(response.status, body or {}, clock.monotonic() - began, _date(response.headers.get("Date")))


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body; empty if it is longer than any real answer."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > _MOST:
            return b""
    return bytes(content)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        body: Any = json.loads(content)
    except (ValueError, RecursionError):  # RecursionError: endless brackets
        return None
    return body if isinstance(body, dict) else None


def _date(header: str | None) -> datetime | None:
    """None if it is not a date of RFC 9110, or missing: a server without a clock sends none."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except ValueError:
        return None


def _no_listener(endpoint: Endpoint, url: str) -> NoHttpAnswer:
    if psutil.pid_exists(endpoint.pid):
        return NoHttpAnswer(CheckReason.REFUSED, f"nothing listens at {url}, though pid {endpoint.pid} runs")
    return NoHttpAnswer(CheckReason.NOT_RUNNING, f"pid {endpoint.pid}, which listened at {endpoint.url}, is gone")
