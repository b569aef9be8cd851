"""`GET /traces.json` and `GET /traces/{id}.json`: the bot's traces for the page, which may only ask this address."""

from http import HTTPStatus
from typing import Any, Final

import aiohttp
from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from probes.exporter.status.status_routes import NOT_KEPT
from probes.peers.http_probe import HttpAnswer, NoHttpAnswer, ask

_TIMEOUT: Final = 2.0  # seconds
_SILENT: Final[dict[str, Any]] = {"kept_by": None, "traces": []}


def trace_routes(home: Home, http: aiohttp.ClientSession, clock: Clock) -> list[web.RouteDef]:
    async def ask_bot(path: str) -> HttpAnswer | NoHttpAnswer | None:
        bot = endpoints.read(home).get("bot")
        return None if bot is None else await ask(http, bot, path, timeout_s=_TIMEOUT, clock=clock)

    async def traces(_: web.Request) -> web.Response:
        answer = await ask_bot("/traces")
        if isinstance(answer, HttpAnswer) and answer.status == HTTPStatus.OK:
            return web.json_response(answer.body, headers=NOT_KEPT)
        return web.json_response(_SILENT, headers=NOT_KEPT)

    async def trace(request: web.Request) -> web.Response:
        answer = await ask_bot(f"/traces/{request.match_info['trace_id']}")
        if isinstance(answer, HttpAnswer):
            return web.json_response(answer.body, status=answer.status, headers=NOT_KEPT)
        problem = "the bot, which keeps the traces, does not answer"
        return web.json_response({"error": problem}, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=NOT_KEPT)

    return [web.get("/traces.json", traces), web.get("/traces/{trace_id:[0-9a-f]{1,32}}.json", trace)]
