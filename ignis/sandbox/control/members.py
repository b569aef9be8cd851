"""What is done to members: they join and leave; their roles, nicknames, languages."""

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
            post("member", self._member, "actor", "member", "add_roles", "remove_roles", "nick", "server"),
            post("members/join", self._join, "name", "bot", "server"),
            post("members/leave", self._leave, "member", "actor", "ban", "server"),
            post("locale", self._locale, "as", "locale"),
        ]

    async def _member(self, fields: Fields) -> dict[str, Any]:
        change = {"nick": fields.optional("nick")} if "nick" in fields else {}
        return self.simulation.change_member(
            fields.text("actor"),
            fields.text("member"),
            fields.texts("add_roles"),
            fields.texts("remove_roles"),
            change,
            server=fields.optional("server"),
        )

    async def _join(self, fields: Fields) -> dict[str, Any]:
        bot = "bot" in fields and fields.truth("bot")
        return self.simulation.moderation.join(fields.optional("server"), fields.text("name"), bot=bot)

    async def _leave(self, fields: Fields) -> dict[str, Any]:
        ban = "ban" in fields and fields.truth("ban")
        return self.simulation.moderation.leave(
            fields.optional("server"), fields.text("member"), fields.optional("actor"), ban=ban
        )

    async def _locale(self, fields: Fields) -> dict[str, Any]:
        self.simulation.set_locale(fields.text("as"), fields.text("locale"))
        return {"locale": fields.text("locale")}
