"""How an HTTP request fails on purpose: the same for every part of the sandbox."""

import asyncio
import json
import math
from typing import Any

from aiohttp import web

from ignis.sandbox.faults import ERRORS, INVALID_FORM, Fault

_STATUS = {"status-500": 500, "status-502": 502, "status-503": 503, "status-504": 504}
_UNAVAILABLE = 503
_TOO_MANY = 429
_RETRY_AFTER = 1.0
_LOOK_EVERY = 0.1
LATE_BY = 4.0
"""Seconds that a slow service takes: more than the three in which Discord wants a command acknowledged."""


async def late(fault: Fault) -> None:
    """What the kind `slow` does before the right answer."""
    await asyncio.sleep(fault.delay or LATE_BY)


async def break_request(request: web.Request, kind: str, delay: float | None = None) -> web.StreamResponse:
    """Let the request fail in the way that `kind` names. Any kind that means nothing to HTTP answers 503.

    `delay` is how many seconds a 429 asks to wait.
    """
    if kind == "timeout":
        return await _hang(request)
    if kind in ("disconnect", "answer-lost"):
        return cut(request)
    return _wrong_answer(kind, delay or _RETRY_AFTER)


def _wrong_answer(kind: str, delay: float) -> web.Response:
    match kind:
        case "status-429":
            return _too_many(delay)
        case "cloudflare-429":
            return _banned(delay)
        case "garbage":
            return web.Response(body=b'\x1f\x8b{"message": <html>', headers={"Content-Type": "application/json"})
        case _ if kind.startswith("error-"):
            return _refused(int(kind.removeprefix("error-")))
        case _:
            status = _STATUS.get(kind, _UNAVAILABLE)
            text = f"<html><body>{status} upstream error</body></html>"
            return web.Response(status=status, text=text, content_type="text/html")


def cut(request: web.Request) -> web.StreamResponse:
    """Drops the connection. What it returns, nobody gets."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=_UNAVAILABLE)


def _too_many(seconds: float) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
    headers = {"Retry-After": str(math.ceil(seconds)), "Via": "1.1 sandbox", "X-RateLimit-Scope": "shared"}
    return _json(body, _TOO_MANY, headers)


def _banned(seconds: float) -> web.Response:
    """Cloudflare's page for an address that has asked for too much: no JSON, and no `Via` of Discord's."""
    page = "<!doctype html><html><head><title>Access denied</title></head><body>error code: 1015</body></html>"
    headers = {"Retry-After": str(math.ceil(seconds)), "Server": "cloudflare"}
    return web.Response(status=_TOO_MANY, text=page, content_type="text/html", headers=headers)


def _refused(code: int) -> web.Response:
    status, message = ERRORS[code]
    body: dict[str, Any] = {"message": message, "code": code}
    if code == INVALID_FORM:
        body["errors"] = {"_errors": [{"code": "BASE_TYPE_INVALID", "message": "This field is invalid"}]}
    return _json(body, status, {"Via": "1.1 sandbox"})


def _json(body: dict[str, Any], status: int, headers: dict[str, str]) -> web.Response:
    # exactly this content type: discord.py reads no other answer as JSON
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers={**headers, "Content-Type": "application/json"}
    )


async def _hang(request: web.Request) -> web.StreamResponse:
    """Never answers while the client waits."""
    while request.transport is not None and not request.transport.is_closing():  # noqa: ASYNC110  no event says so
        await asyncio.sleep(_LOOK_EVERY)
    return web.Response(status=_UNAVAILABLE)
