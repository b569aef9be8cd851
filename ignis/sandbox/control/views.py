"""What can be looked at: the world, the requests, the messages, pictures, a channel's page."""

import mimetypes
from collections.abc import Collection
from dataclasses import asdict, dataclass

from aiohttp import web

from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.sandbox.errors import ControlError
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.rest.api import ServedRequest
from ignis.sandbox.simcord_bridge import ChannelPages, Simulation, menu

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class Views:
    simulation: Simulation
    gateway: Gateway
    pages: ChannelPages
    home: Home | None
    served: Collection[ServedRequest]
    alert_language: str

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/state", self._state),
            web.get("/sandbox/menu", self._menu),
            web.get("/sandbox/requests", self._requests),
            web.get("/sandbox/channels/{name}/messages", self._messages),
            web.get("/sandbox/channels/{name}/open", self._open),
            web.get("/sandbox/media", self._media),
        ]

    async def _state(self, _: web.Request) -> web.Response:
        personas = [asdict(persona) for persona in self.simulation.spec.personas]
        return web.json_response(
            self.simulation.state()
            | {
                "sessions": self.gateway.sessions(),
                "identifies": self.gateway.identifies,
                "commands": self.simulation.people.registered(),
                "personas": personas,
                "bot_pid": self._bot_pid(),
                "alert_language": self.alert_language,
            }
        )

    async def _menu(self, request: web.Request) -> web.Response:
        """What the client of `?as=` offers in `?channel=`."""
        first_member, first_channel = self.simulation.spec.personas[0].name, self.simulation.spec.channels[0].name
        member, channel = request.query.get("as", first_member), request.query.get("channel", first_channel)
        return web.json_response(menu(self.simulation, member, channel))

    def _bot_pid(self) -> int | None:
        published = endpoints.read(self.home).get("bot") if self.home is not None else None
        return published.pid if published else None

    async def _requests(self, _: web.Request) -> web.Response:
        """What the bot has asked of Discord's REST API, oldest first, but for what has a secret in its path."""
        shown = [asdict(each) for each in self.served if not each.path.startswith(("/webhooks/", "/interactions/"))]
        return web.json_response({"requests": shown})

    async def _messages(self, request: web.Request) -> web.Response:
        return web.json_response({"messages": self.simulation.messages(request.match_info["name"])})

    async def _media(self, request: web.Request) -> web.Response:
        """The picture behind an address in a message. Only pictures: what a bot uploads must not run here as a page."""
        name, content = self.simulation.media(request.query.get("url", "")) or ("", b"")
        kind = mimetypes.guess_type(name)[0]
        if kind not in _PICTURES:
            raise ControlError(404, "no picture lies behind this address")
        return web.Response(body=content, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    async def _open(self, request: web.Request) -> web.Response:
        """Opens simcord's page for this channel, seen as `?as=`, and sends the browser there."""
        url = await self.pages.open(request.match_info["name"], request.query.get("as"))
        raise web.HTTPSeeOther(url, headers={"Cache-Control": "no-store"})
