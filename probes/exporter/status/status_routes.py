"""`GET /status.json` once, and `GET /events` for as long as the client listens (server-sent events)."""

import contextlib
from typing import Final

from aiohttp import web

from probes.exporter.status.live import LiveStatus

NOT_KEPT: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_PING: Final = 5.0  # seconds of silence; then a comment keeps proxies from closing the connection
# https://html.spec.whatwg.org/multipage/server-sent-events.html; X-Accel-Buffering is nginx's
_STREAM: Final = NOT_KEPT | {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
_RETRY: Final = b"retry: 1000\n\n"


def status_routes(live: LiveStatus, *, ping: float = _PING) -> list[web.RouteDef]:
    async def get_status(_: web.Request) -> web.Response:
        return web.json_response(await live.now(), headers=NOT_KEPT)

    async def get_events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=_STREAM)
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError, EOFError):  # the client has gone, or this program stops
            await response.write(_RETRY)
            async with live.following():
                await _send(response, live, ping)
        return response

    return [web.get("/status.json", get_status), web.get("/events", get_events)]


async def _send(response: web.StreamResponse, live: LiveStatus, ping: float) -> None:
    """Raises ConnectionResetError or EOFError in the end."""
    number = 0
    while True:
        message = await live.after(number, ping)
        if message is None:
            await response.write(b": ping\n\n")
            continue
        number = message.number
        await response.write(f"event: status\nid: {number}\ndata: {message.text}\n\n".encode())
