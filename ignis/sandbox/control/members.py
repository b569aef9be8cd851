"""What is done to members: their roles, nicknames, languages."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ignis.sandbox.control.answers import post
from ignis.sandbox.fields import Fields
from ignis.sandbox.simcord_bridge import Simulation


@dataclass(frozen=True)
class MemberCalls:
    simulation: Simulation

    def routes(self) -> list[web.RouteDef]:
        return [
            post("member", self._member, "actor", "member", "add_roles", "remove_roles", "nick"),
            post("locale", self._locale, "as", "locale"),
        ]

    async def _member(self, fields: Fields) -> dict[str, Any]:
        change = {"nick": fields.optional("nick")} if "nick" in fields else {}
        return self.simulation.change_member(
            fields.text("actor"), fields.text("member"), fields.texts("add_roles"), fields.texts("remove_roles"), change
        )

    async def _locale(self, fields: Fields) -> dict[str, Any]:
        self.simulation.set_locale(fields.text("as"), fields.text("locale"))
        return {"locale": fields.text("locale")}
