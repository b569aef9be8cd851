"""Uploads, as Discord's CDN serves them: to everybody who knows the address."""

import mimetypes
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from ignis.sandbox.simcord_bridge import Simulation

# Whatever a bot or a person uploads, it must not run here as a page.
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Content-Disposition": "attachment",
}


@dataclass(frozen=True)
class Cdn:
    simulation: Simulation

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/attachments/{channel}/{id}/{name}", self._attachment)]

    async def _attachment(self, request: web.Request) -> web.Response:
        content = self.simulation.upload(request.path)
        if content is None:
            raise web.HTTPNotFound(text="This content is no longer available.")
        kind = mimetypes.guess_type(request.match_info["name"])[0] or "application/octet-stream"
        return web.Response(body=content, content_type=kind, headers=_SAFE)
