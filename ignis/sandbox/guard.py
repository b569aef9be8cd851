"""Keeps web pages from elsewhere out: nothing here asks for a password, so no other page in the browser may reach it.

A request has to name this very address as its host (which defeats DNS rebinding) and, when a browser says where the
page came from, that has to be here as well.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_HOSTS = ("127.0.0.1", "localhost")


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    refusal = _refusal(request)
    if refusal is not None:
        return web.json_response({"error": refusal}, status=403)
    return await handler(request)


def _refusal(request: web.Request) -> str | None:
    port = request.transport.get_extra_info("sockname")[1] if request.transport is not None else None
    hosts = {f"{host}:{port}" for host in _HOSTS}
    if request.headers.get("Host") not in hosts:
        return f"the sandbox answers only as {' or '.join(sorted(hosts))}"
    origin = request.headers.get("Origin")
    if origin is not None and origin not in {f"http://{host}" for host in hosts}:
        return "the sandbox answers no page from elsewhere"
    if request.path == "/":
        return None  # following a link to the front page changes nothing
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "the sandbox answers no page from elsewhere"
    return None
