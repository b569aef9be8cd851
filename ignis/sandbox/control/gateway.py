"""What Discord and the bot's owner do to its gateway sessions."""

from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from ignis.sandbox.control.answers import post
from ignis.sandbox.errors import ControlError
from ignis.sandbox.fields import Fields
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.gateway.protocol import PRIVILEGED


@dataclass(frozen=True)
class GatewayCalls:
    gateway: Gateway

    def routes(self) -> list[web.RouteDef]:
        return [
            post("reconnect", self._reconnect),
            post("application", self._application, "privileged_intents"),
        ]

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
