"""What a person does: runs commands, presses buttons, chooses from menus, fills in modals.

A person's action waits for the bot as a person would: up to 3.5 s for the acknowledgement, then up to 15 s for a
deferred answer; with no bot connected it ends with `"acknowledged": false`. Actions run side by side, any number at a
time; `"direct": true`, which load runs send, is the same thing.
"""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ignis.sandbox.control.answers import post
from ignis.sandbox.fields import Fields
from ignis.sandbox.simcord_bridge import Simulation

_PLACE = ("as", "channel", "direct", "server")


@dataclass(frozen=True)
class PeopleCalls:
    simulation: Simulation

    def routes(self) -> list[web.RouteDef]:
        return [
            post("slash", self._slash, *_PLACE, "command", "options"),
            post("autocomplete", self._autocomplete, *_PLACE, "command", "option", "value", "options"),
            post("click", self._click, *_PLACE, "message", "custom_id", "label"),
            post("select", self._select, *_PLACE, "message", "custom_id", "values"),
            post("modal", self._modal, "as", "direct", "server", "interaction", "values"),
            post("context-menu", self._context_menu, *_PLACE, "command", "message", "member"),
        ]

    async def _slash(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people_in(fields.optional("server")).slash(
                fields.text("as"), fields.text("channel"), fields.text("command"), fields.mapping("options")
            )
        )

    async def _autocomplete(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people_in(fields.optional("server")).autocomplete(
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
            await self.simulation.people_in(fields.optional("server")).click(
                fields.text("as"),
                fields.text("channel"),
                fields.text("message"),
                fields.optional("custom_id"),
                fields.optional("label"),
            )
        )

    async def _select(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people_in(fields.optional("server")).select(
                fields.text("as"),
                fields.text("channel"),
                fields.text("message"),
                custom_id=fields.optional("custom_id"),
                values=fields.items("values"),
            )
        )

    async def _modal(self, fields: Fields) -> dict[str, Any]:
        return await self.simulation.outcome(
            await self.simulation.people_in(fields.optional("server")).submit_modal(
                fields.text("as"), fields.text("interaction"), fields.mapping("values")
            )
        )

    async def _context_menu(self, fields: Fields) -> dict[str, Any]:
        on_message = fields.optional("message") is not None
        return await self.simulation.outcome(
            await self.simulation.people_in(fields.optional("server")).context_menu(
                fields.text("as"),
                fields.text("channel"),
                fields.text("command"),
                fields.text("message" if on_message else "member"),
                message=on_message,
            )
        )
