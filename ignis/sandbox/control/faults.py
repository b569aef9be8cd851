"""Breaking things for a while."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ignis.runtime.base.clock import Clock
from ignis.sandbox.control.answers import post
from ignis.sandbox.errors import ControlError
from ignis.sandbox.faults import Fault, FaultError, Faults
from ignis.sandbox.fields import Fields
from ignis.sandbox.gateway import Gateway


@dataclass(frozen=True)
class FaultCalls:
    faults: Faults
    gateway: Gateway
    clock: Clock

    def routes(self) -> list[web.RouteDef]:
        return [
            post("faults", self._add, "target", "kind", "seconds", "count", "route", "delay"),
            web.get("/sandbox/faults", self._list),
            web.delete("/sandbox/faults", self._clear),
        ]

    async def _add(self, fields: Fields) -> dict[str, Any]:
        now = self.clock.monotonic()
        try:
            fault = self.faults.add(
                fields.text("target"),
                fields.text("kind"),
                fields.number("seconds"),
                now,
                route=fields.optional("route"),
                count=fields.whole("count") if "count" in fields else None,
                delay=fields.number("delay") if "delay" in fields else None,
            )
        except FaultError as wrong:
            raise ControlError(400, str(wrong)) from wrong
        self.gateway.fault_added(fault)
        return self._shown(fault, now)

    async def _list(self, _: web.Request) -> web.Response:
        now = self.clock.monotonic()
        return web.json_response({"faults": [self._shown(fault, now) for fault in self.faults.list(now)]})

    async def _clear(self, _: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"faults": []})

    def _shown(self, fault: Fault, now: float) -> dict[str, Any]:
        return {
            "target": fault.target,
            "kind": fault.kind,
            "seconds_left": round(fault.left(now), 3),
            "route": fault.route,
            "requests_left": self.faults.requests_left(fault),
        }
