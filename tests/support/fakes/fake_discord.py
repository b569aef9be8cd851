"""A Discord that misbehaves on cue: what the sandbox cannot be asked to do before a bot is let in."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from ignis.runtime.stack.http import serve

TOKEN = "good.fake-discord.token"
_USER = {"id": "1", "username": "ignis", "discriminator": "0", "global_name": None, "avatar": None, "bot": True}
_READY = {"v": 10, "user": _USER, "guilds": [], "session_id": "s", "application": {"id": "1", "flags": 0}}

Handshake = Callable[[web.WebSocketResponse], Coroutine[Any, Any, None]]
Answer = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]


async def let_in(socket: web.WebSocketResponse) -> None:
    """HELLO, and READY to a server-less world; then heartbeats until the client leaves."""
    await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}})
    async for message in socket:
        match message.json()["op"]:
            case 1:
                await socket.send_json({"op": 11})
            case 2:
                ready = _READY | {"resume_gateway_url": "ws://127.0.0.1:9/"}
                await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})


async def admit_nobody(socket: web.WebSocketResponse) -> None:
    """HELLO and heartbeats, but never a READY."""
    await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}})
    async for message in socket:
        if message.json()["op"] == 1:
            await socket.send_json({"op": 11})


def close_with(code: int) -> Handshake:
    """Closes as soon as the client has identified."""

    async def handshake(socket: web.WebSocketResponse) -> None:
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}})
        await socket.receive()
        await socket.close(code=code)

    return handshake


async def drop(socket: web.WebSocketResponse) -> None:
    """Ends the connection before HELLO."""
    await socket.close(code=1011)


async def babble(socket: web.WebSocketResponse) -> None:
    """Says HELLO, then something that is not of Discord."""
    await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}})
    await socket.send_str("<html>502 Bad Gateway</html>")
    await socket.receive()


async def hang(socket: web.WebSocketResponse) -> None:
    """Takes the connection and never says a word."""
    await socket.receive()


def answer(status: int = 200, body: object = None, **headers: str) -> Answer:
    """An answer of the REST API; underscores in the names of headers are hyphens. A 429 comes from Discord itself."""
    sent = {"Content-Type": "application/json", "Via": "1.1 fake"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }

    async def respond(_: web.Request) -> web.StreamResponse:
        return web.Response(body=json.dumps(body).encode(), status=status, headers=sent)

    return respond


def limited(seconds: float, scope: str | None = None) -> Answer:
    """429: to be asked again after so long."""
    named = {} if scope is None else {"X_RateLimit_Scope": scope}
    return answer(429, {"message": "slow down", "retry_after": seconds, "global": scope == "global"}, **named)


async def hang_up(request: web.Request) -> web.StreamResponse:
    """Drops the connection instead of an answer."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


class FakeDiscord:
    """`logins` are the answers to the next logins (status; None: hang; or an Answer), `handshakes` the next gateway
    connections.

    When they are used up, everybody with the right token is let in, unless the gateway is `closed`. `answers` are those
    to what else is asked of the REST API; afterwards nothing is found there.
    """

    def __init__(self) -> None:
        self.logins: list[int | Answer | None] = []
        self.handshakes: list[Handshake] = []
        self.answers: list[Answer] = []
        self.closed = False
        self.sockets: list[web.WebSocketResponse] = []
        self.api_url = ""
        self.gateway_url = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/v10/users/@me", self._me)
        app.router.add_get("/api/v10/oauth2/applications/@me", self._application)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._anything)
        return app

    async def _anything(self, request: web.Request) -> web.StreamResponse:
        nothing = answer(404, {"message": "Unknown", "code": 0})
        return await (self.answers.pop(0) if self.answers else nothing)(request)

    async def _me(self, request: web.Request) -> web.StreamResponse:
        status = self.logins.pop(0) if self.logins else 200
        if callable(status):
            return await status(request)
        while status is None and request.transport and not request.transport.is_closing():  # noqa: ASYNC110  no event
            await asyncio.sleep(0.02)
        if status == 200 and request.headers["Authorization"] != f"Bot {TOKEN}":
            status = 401
        return _json(_USER if status == 200 else {"message": "no", "code": 0}, status or 500)

    async def _application(self, _: web.Request) -> web.Response:
        empty = {"description": "", "icon": None, "bot_public": True, "bot_require_code_grant": False, "verify_key": ""}
        return _json({"id": "1", "name": "ignis", "owner": _USER, "team": None, "flags": 0, "summary": ""} | empty)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        if self.closed:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        self.sockets.append(socket)
        await socket.prepare(request)
        await (self.handshakes.pop(0) if self.handshakes else let_in)(socket)
        return socket


def _json(body: object, status: int = 200) -> web.Response:
    answer = web.json_response(body, status=status)
    answer.headers["Content-Type"] = "application/json"  # discord.py takes no charset behind it
    return answer


@asynccontextmanager
async def fake_discord() -> AsyncGenerator[FakeDiscord]:
    fake = FakeDiscord()
    async with serve(fake.app(), port=0, what="sandbox") as url:
        fake.api_url, fake.gateway_url = f"{url}/api/v10", f"{url.replace('http', 'ws')}/gateway"
        yield fake
