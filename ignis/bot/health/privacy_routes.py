"""`POST /privacy/export|delete/{id}`, for `ignis privacy`: whoever has left the server cannot ask in Discord."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.stack.control_token import ControlToken, line
from ignis.services.ports import StorageError
from ignis.services.privacy import Privacy

_LARGEST: Final = 2**63 - 1
_DIGITS: Final = 19  # of an id at most


def privacy_routes(privacy: Privacy, token: ControlToken, clock: Clock) -> Sequence[web.RouteDef]:
    routes = _PrivacyRoutes(privacy, token, clock)
    return [
        web.post("/privacy/export/{id}", routes.export),
        web.post("/privacy/delete/{id}", routes.delete),
    ]


class _PrivacyRoutes:
    def __init__(self, privacy: Privacy, token: ControlToken, clock: Clock) -> None:
        self._privacy = privacy
        self._token = token
        self._clock = clock

    async def export(self, request: web.Request) -> web.Response:
        found = self._asked_about(request)
        if isinstance(found, web.Response):
            return found
        try:
            return web.json_response(json.loads(await self._privacy.export(found)))
        except StorageError as error:
            return line(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))

    async def delete(self, request: web.Request) -> web.Response:
        found = self._asked_about(request)
        if isinstance(found, web.Response):
            return found
        try:
            deleted = await self._privacy.delete(found, self._clock.now())
        except StorageError as error:
            return line(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        numbers = {"ledger": deleted.ledger, "audit": deleted.audit}
        return web.json_response({"anything": deleted.anything, "pending": deleted.pending, **numbers})

    def _asked_about(self, request: web.Request) -> int | web.Response:
        """The user's id, or the refusal."""
        if (refusal := self._token.refusal(request)) is not None:
            return refusal
        text = request.match_info["id"]
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and 0 < int(text) <= _LARGEST):
            return line(HTTPStatus.BAD_REQUEST, f"{text[:40]!r} is no id of a Discord user")
        return int(text)
