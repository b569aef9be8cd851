"""One HTTP question, to a program of this stack or to a service outside, answered in values.

There is an answer, or the reason why there is none.
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

_MOST = 1_000_000  # bytes; everything asked here answers far less, and a stranger on the port may never stop


@dataclass(frozen=True)
class HttpAnswer:
    """Any HTTP status counts as an answer. `date` is the answering server's own clock.

    `body` is a JSON object; empty where an error comes as something else, as proxies' pages do.
    """

    status: int
    body: dict[str, Any]
    latency_s: float
    date: datetime | None = None


@dataclass(frozen=True)
class NoHttpAnswer:
    reason: CheckReason
    detail: str


@dataclass(frozen=True)
class HttpQuestion:
    """A GET of `url`, or a POST of `body` as JSON. Keys belong into `headers`: the URL is shown to people."""

    url: str
    headers: Mapping[str, str] | None = None
    body: object = None


async def ask(
    http: aiohttp.ClientSession, endpoint: Endpoint, path: str, *, timeout_s: float, clock: Clock
) -> HttpAnswer | NoHttpAnswer:
    """GETs `path` from a program of this stack within `timeout_s`."""
    url = f"{endpoint.url}{path}"
    try:
        return await _exchange(http, HttpQuestion(url), timeout_s, clock)
    except aiohttp.ClientConnectorError:
        return _nobody_listens(endpoint, url)


async def ask_outside(
    http: aiohttp.ClientSession, question: HttpQuestion, *, timeout_s: float, clock: Clock
) -> HttpAnswer | NoHttpAnswer:
    """Puts `question` to a service somewhere else within `timeout_s`."""
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
    """Raises ClientConnectorError when no connection comes about."""
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
    """No more than an answer of theirs may have."""
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > _MOST:
            return b""
    return bytes(content)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        body: Any = json.loads(content)
    except (ValueError, RecursionError):  # the second for brackets without end
        return None
    return body if isinstance(body, dict) else None


def _date(header: str | None) -> datetime | None:
    """None for what is no date of RFC 9110, which a server without a clock leaves out."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except ValueError:
        return None


def _nobody_listens(endpoint: Endpoint, url: str) -> NoHttpAnswer:
    if psutil.pid_exists(endpoint.pid):
        return NoHttpAnswer(CheckReason.REFUSED, f"nothing listens at {url}, though pid {endpoint.pid} runs")
    return NoHttpAnswer(CheckReason.NOT_RUNNING, f"pid {endpoint.pid}, which listened at {endpoint.url}, is gone")
