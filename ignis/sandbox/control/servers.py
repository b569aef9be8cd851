"""Servers: the bot is invited and removed, a server has an outage, its roles and channels change."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ignis.sandbox.control.answers import post
from ignis.sandbox.errors import ControlError
from ignis.sandbox.fields import Fields
from ignis.sandbox.simcord_bridge import Simulation


@dataclass(frozen=True)
class ServerCalls:
    simulation: Simulation

    def routes(self) -> list[web.RouteDef]:
        return [
            post("servers/invite", self._invite, "name", "owner", "roles", "members"),
            post("servers/leave", self._leave, "server"),
            post("servers/outage", self._outage, "server", "seconds"),
            post("servers/recover", self._recover, "server"),
            post("roles/create", self._create_role, "name", "permissions", "position", "actor", "server"),
            post("roles/edit", self._edit_role, "role", "name", "permissions", "position", "actor", "server"),
            post("roles/delete", self._delete_role, "role", "actor", "server"),
            post("channels/permissions", self._overwrite, "channel", "target", "allow", "deny", "actor", "server"),
        ]

    async def _invite(self, fields: Fields) -> dict[str, Any]:
        members = fields.mapping("members")
        for name, roles in members.items():
            if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
                raise ControlError(400, f"the roles of {name!r} must be a list of names")
        owner = fields.text("owner", self.simulation.spec.owner.display_name)
        return self.simulation.servers.invite(fields.text("name"), owner, fields.texts("roles"), members)

    async def _leave(self, fields: Fields) -> dict[str, Any]:
        return self.simulation.servers.leave(fields.optional("server"))

    async def _outage(self, fields: Fields) -> dict[str, Any]:
        seconds = fields.number("seconds") if "seconds" in fields else None
        if seconds is not None and seconds <= 0:
            raise ControlError(400, f"'seconds' must be above 0, not {seconds:g}")
        return self.simulation.servers.outage(fields.optional("server"), seconds)

    async def _recover(self, fields: Fields) -> dict[str, Any]:
        return self.simulation.servers.recover(fields.optional("server"))

    async def _create_role(self, fields: Fields) -> dict[str, Any]:
        return self.simulation.moderation.create_role(
            fields.optional("server"),
            fields.text("name"),
            fields.texts("permissions"),
            _position(fields),
            fields.optional("actor"),
        )

    async def _edit_role(self, fields: Fields) -> dict[str, Any]:
        changes: dict[str, Any] = {"name": fields.text("name")} if "name" in fields else {}
        if "permissions" in fields:
            changes["permissions"] = fields.texts("permissions")
        return self.simulation.moderation.edit_role(
            fields.optional("server"), fields.text("role"), changes, _position(fields), fields.optional("actor")
        )

    async def _delete_role(self, fields: Fields) -> dict[str, Any]:
        return self.simulation.moderation.delete_role(
            fields.optional("server"), fields.text("role"), fields.optional("actor")
        )

    async def _overwrite(self, fields: Fields) -> dict[str, Any]:
        return self.simulation.moderation.overwrite(
            fields.optional("server"),
            fields.text("channel"),
            fields.text("target"),
            allow=fields.texts("allow"),
            deny=fields.texts("deny"),
            actor=fields.optional("actor"),
        )


def _position(fields: Fields) -> int | None:
    return fields.whole("position") if "position" in fields else None
