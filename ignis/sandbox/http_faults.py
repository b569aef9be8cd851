"""How an HTTP request is broken on purpose, the same for every service of the sandbox."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

_STATUS = {"status-500": 500, "status-503": 503, "status-429": 429}
_RETRY_AFTER = 1.0
_FOREVER = 3600.0


async def break_request(request: web.Request, kind: str) -> web.StreamResponse:
    """Does `kind` to the request; for a kind that means nothing to HTTP, the service is simply unavailable."""
    breaker = _BREAKERS.get(kind)
    if breaker is not None:
        return await breaker(request)
    status = _STATUS.get(kind, 503)
    if status == 429:  # noqa: PLR2004  HTTP's
        body = {"message": "You are being rate limited.", "retry_after": _RETRY_AFTER, "global": False}
        headers = {"Retry-After": str(round(_RETRY_AFTER)), "Via": "1.1 sandbox", "X-RateLimit-Scope": "shared"}
        return web.json_response(body, status=status, headers=headers)
    return web.Response(
        status=status, text=f"<html><body>{status} upstream error</body></html>", content_type="text/html"
    )


async def _timeout(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(_FOREVER)
    return web.Response(status=504)


async def _garbage(_: web.Request) -> web.StreamResponse:
    return web.Response(body=b'\x1f\x8b{"message": <html>', headers={"Content-Type": "application/json"})


async def _disconnect(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


_BREAKERS: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    "timeout": _timeout,
    "garbage": _garbage,
    "disconnect": _disconnect,
}
