"""How an HTTP request fails on purpose: the same for every part of the sandbox."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

_STATUS = {"status-500": 500, "status-503": 503}
_UNAVAILABLE = 503
_RETRY_AFTER = 1
_LOOK_EVERY = 0.1
LATE_BY = 4.0
"""Seconds that a slow service takes: more than the three in which Discord wants a command acknowledged."""


async def late() -> None:
    """What the kind `slow` does before the right answer."""
    await asyncio.sleep(LATE_BY)


async def break_request(request: web.Request, kind: str) -> web.StreamResponse:
    """Let the request fail in the way that `kind` names. Any kind that means nothing to HTTP answers 503."""
    if kind in _BREAKERS:
        return await _BREAKERS[kind](request)
    status = _STATUS.get(kind, _UNAVAILABLE)
    text = f"<html><body>{status} upstream error</body></html>"
    return web.Response(status=status, text=text, content_type="text/html")


async def _too_many(_: web.Request) -> web.StreamResponse:
    body = {"message": "You are being rate limited.", "retry_after": float(_RETRY_AFTER), "global": False}
    headers = {
        "Content-Type": "application/json",  # exactly this: discord.py reads no other answer as JSON
        "Retry-After": str(_RETRY_AFTER),
        "Via": "1.1 sandbox",
        "X-RateLimit-Scope": "shared",
    }
    return web.Response(body=json.dumps(body).encode(), status=429, headers=headers)


async def _hang(request: web.Request) -> web.StreamResponse:
    """Never answers while the client waits."""
    while request.transport is not None and not request.transport.is_closing():  # noqa: ASYNC110  no event says so
        await asyncio.sleep(_LOOK_EVERY)
    return web.Response(status=_UNAVAILABLE)


async def _garbage(_: web.Request) -> web.StreamResponse:
    return web.Response(body=b'\x1f\x8b{"message": <html>', headers={"Content-Type": "application/json"})


async def _disconnect(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=_UNAVAILABLE)


_BREAKERS: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    "status-429": _too_many,
    "timeout": _hang,
    "garbage": _garbage,
    "disconnect": _disconnect,
}
