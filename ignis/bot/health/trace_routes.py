"""`GET /traces`: the last traces in short; `GET /traces/{id}`: one of them, step by step (docs/telemetry.md)."""

import json
from http import HTTPStatus
from typing import Any

from aiohttp import web

from ignis.runtime.telemetry.redact import Redactor
from ignis.runtime.telemetry.traces_memory import TracesMemory


def trace_routes(memory: TracesMemory | None, redactor: Redactor) -> list[web.RouteDef]:
    """`memory` is None if traces are sent to a collector, which shows them."""

    def answer(content: Any, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
        return web.json_response(text=redactor(json.dumps(content)), status=status)

    async def traces(_: web.Request) -> web.Response:
        if memory is None:
            return answer({"kept_by": "otlp", "traces": []})
        return answer({"kept_by": "memory", "traces": memory.summaries()})

    async def trace(request: web.Request) -> web.Response:
        found = None if memory is None else memory.find(request.match_info["trace_id"])
        if found is None:
            return answer({"error": "no such trace, or it is no longer kept"}, HTTPStatus.NOT_FOUND)
        return answer(found)

    return [web.get("/traces", traces), web.get("/traces/{trace_id}", trace)]
