"""What Discord and the bot's owner do to its gateway sessions."""

from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from ignis.sandbox.control.answers import post
from ignis.sandbox.errors import ControlError
from ignis.sandbox.fields import Fields
from ignis.sandbox.gateway import Gateway
from ignis.sandbox.gateway.protocol import PRIVILEGED

_DAY_S = 86_400.0


@dataclass(frozen=True)
class GatewayCalls:
    gateway: Gateway

    def routes(self) -> list[web.RouteDef]:
        return [
            post("reconnect", self._reconnect),
            post("application", self._application, "privileged_intents"),
            post("member-list", self._member_list, "interval"),
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
        self.gateway.simulation.switch_intents(wanted)
        return {"privileged_intents": wanted}

    async def _member_list(self, fields: Fields) -> dict[str, Any]:
        """In how many seconds the whole list of a server's members may be had once; Discord has 30."""
        interval = fields.number("interval")
        if not 0 <= interval <= _DAY_S:
            raise ControlError(400, f"the interval is in seconds, 0 for no limit, up to {_DAY_S:.0f}, not {interval:g}")
        self.gateway.rules = replace(self.gateway.rules, member_list_interval=interval)
        return {"interval": interval}
