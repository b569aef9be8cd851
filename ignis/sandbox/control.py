"""The control API: what the front page, the command line and the tests do to the sandbox.

Every refusal is `{"error": "one line"}`. A person's action waits for the bot as a person would: up to 3.5 s for the
acknowledgement, then up to 15 s for a deferred answer; with no bot connected it ends with `"acknowledged": false`.
Actions run side by side, any number at a time; `"direct": true`, which load runs send, is the same thing.
"""

import json
import mimetypes
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.home import Home
from ignis.runtime.stack import endpoints
from ignis.sandbox.errors import ControlError
from ignis.sandbox.faults import Fault, FaultError, Faults
from ignis.sandbox.fields import Fields
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.gateway.protocol import PRIVILEGED
from ignis.sandbox.rest.api import ServedRequest
from ignis.sandbox.simcord_bridge import ChannelPages, Simulation

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class ControlApi:
    simulation: Simulation
    gateway: Gateway
    faults: Faults
    pages: ChannelPages
    clock: Clock
    home: Home | None
    served: Collection[ServedRequest]

    def routes(self) -> list[web.RouteDef]:
        actions = {
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "click": self._click,
            "select": self._select,
            "modal": self._modal,
            "context-menu": self._context_menu,
            "member": self._member,
            "locale": self._locale,
            "reconnect": self._reconnect,
            "application": self._application,
        }
        return [
            web.get("/sandbox/state", _explained(self._state)),
            web.get("/sandbox/requests", _explained(self._requests)),
            web.get("/sandbox/channels/{name}/messages", _explained(self._messages)),
            web.get("/sandbox/channels/{name}/open", _explained(self._open)),
            web.get("/sandbox/media", _explained(self._media)),
            web.post("/sandbox/faults", _explained(self._add_fault)),
            web.get("/sandbox/faults", _explained(self._list_faults)),
            web.delete("/sandbox/faults", _explained(self._clear_faults)),
            *(web.post(f"/sandbox/{name}", _explained(_with_fields(action))) for name, action in actions.items()),
        ]

    async def _state(self, _: web.Request) -> web.Response:
        personas = [{"name": persona.name, "hint": persona.hint} for persona in self.simulation.spec.personas]
        return web.json_response(
            self.simulation.state()
            | {
                "sessions": self.gateway.sessions(),
                "identifies": self.gateway.identifies,
                "commands": self.simulation.people.registered(),
                "personas": personas,
                "bot_pid": self._bot_pid(),
            }
        )

    async def _slash(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people.slash(
                fields.text("as"), fields.text("channel"), fields.text("command"), fields.mapping("options")
            )
        )

    async def _autocomplete(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people.autocomplete(
                fields.text("as"),
                fields.text("channel"),
                fields.text("command"),
                option=fields.text("option"),
                typed=fields.text("value", ""),
                options=fields.mapping("options"),
            )
        )

    async def _click(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people.click(
                fields.text("as"),
                fields.text("channel"),
                fields.text("message"),
                fields.optional("custom_id"),
                fields.optional("label"),
            )
        )

    async def _select(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people.select(
                fields.text("as"),
                fields.text("channel"),
                fields.text("message"),
                custom_id=fields.optional("custom_id"),
                values=fields.items("values"),
            )
        )

    async def _modal(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people.submit_modal(
                fields.text("as"), fields.text("interaction"), fields.mapping("values")
            )
        )

    async def _context_menu(self, fields: Fields) -> dict[str, Any]:
        on_message = fields.optional("message") is not None
        return await self.simulation.outcome(
            await self.simulation.people.context_menu(
                fields.text("as"),
                fields.text("channel"),
                fields.text("command"),
                fields.text("message" if on_message else "member"),
                message=on_message,
            )
        )

    async def _requests(self, _: web.Request) -> web.Response:
        """What the bot has asked of Discord's REST API, oldest first, but for what has a secret in its path."""
        shown = [asdict(each) for each in self.served if not each.path.startswith(("/webhooks/", "/interactions/"))]
        return web.json_response({"requests": shown})

    async def _member(self, fields: Fields) -> dict[str, Any]:
        change = {"nick": fields.optional("nick")} if "nick" in fields else {}
        return self.simulation.change_member(
            fields.text("actor"), fields.text("member"), fields.texts("add_roles"), fields.texts("remove_roles"), change
        )

    async def _locale(self, fields: Fields) -> dict[str, Any]:
        self.simulation.set_locale(fields.text("as"), fields.text("locale"))
        return {"locale": fields.text("locale")}

    async def _reconnect(self, _: Fields) -> dict[str, Any]:
        """Op 7 to every connection."""
        self.gateway.ask_to_reconnect()
        return {"asked": len(self.gateway.sessions())}

    async def _application(self, fields: Fields) -> dict[str, Any]:
        """Which privileged intents the application has switched on; a bot that asks for others is closed with 4014."""
        wanted = fields.texts("privileged_intents")
        if unknown := sorted(set(wanted) - set(PRIVILEGED)):
            raise ControlError(400, f"no privileged intent {unknown[0]!r}; there are {', '.join(PRIVILEGED)}")
        self.gateway.rules = replace(self.gateway.rules, allowed=frozenset(wanted))
        return {"privileged_intents": wanted}

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

    async def _add_fault(self, request: web.Request) -> web.Response:
        fields = await Fields.read(request)
        now = self.clock.monotonic()
        try:
            fault = self.faults.add(fields.text("target"), fields.text("kind"), fields.number("seconds"), now)
        except FaultError as wrong:
            raise ControlError(400, str(wrong)) from wrong
        self.gateway.fault_added(fault)
        return web.json_response(_fault(fault, now))

    def _bot_pid(self) -> int | None:
        published = endpoints.read(self.home).get("bot") if self.home is not None else None
        return published.pid if published else None

    async def _list_faults(self, _: web.Request) -> web.Response:
        now = self.clock.monotonic()
        return web.json_response({"faults": [_fault(fault, now) for fault in self.faults.list(now)]})

    async def _clear_faults(self, _: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"faults": []})


def _fault(fault: Fault, now: float) -> dict[str, Any]:
    return {"target": fault.target, "kind": fault.kind, "seconds_left": round(fault.left(now), 3)}


def _with_fields(action: Callable[[Fields], Awaitable[Mapping[str, Any]]]) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(await action(await Fields.read(request)))

    return handle


def _explained(handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ControlError as wrong:
            body = json.dumps({"error": str(wrong)}, ensure_ascii=False)
            return web.Response(text=body, status=wrong.status, content_type="application/json")

    return handle
