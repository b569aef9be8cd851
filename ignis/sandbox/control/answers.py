"""How the control API answers: JSON, and `{"error": "one line"}` for what it refuses."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from ignis.sandbox.errors import ControlError
from ignis.sandbox.fields import Fields

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Action = Callable[[Fields], Awaitable[Mapping[str, Any]]]


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers a ControlError in one line that a person understands."""
    try:
        return await handler(request)
    except ControlError as wrong:
        body = json.dumps({"error": str(wrong)}, ensure_ascii=False)
        return web.Response(text=body, status=wrong.status, content_type="application/json")


def post(name: str, action: Action, *fields: str) -> web.RouteDef:
    """`POST /sandbox/{name}`, with these fields and no others.

    Example:
        post("locale", self._locale, "as", "locale")
    """

    async def handle(request: web.Request) -> web.Response:
        given = await Fields.read(request)
        given.refuse_others(fields)
        return web.json_response(await action(given))

    return web.post(f"/sandbox/{name}", handle)
