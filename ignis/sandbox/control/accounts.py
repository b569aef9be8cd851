"""Accounts: Roblox renames and closes them, Bloxlink links others or none, or answers oddly."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ignis.sandbox.control.answers import post
from ignis.sandbox.errors import ControlError
from ignis.sandbox.fields import Fields
from ignis.sandbox.simcord_bridge import Simulation
from ignis.sandbox.world import RobloxUser
from ignis.sandbox.world.accounts import Accounts, OddAnswer


@dataclass(frozen=True)
class AccountCalls:
    simulation: Simulation
    accounts: Accounts

    def routes(self) -> list[web.RouteDef]:
        return [
            post("roblox/user", self._roblox_user, "user", "name", "display_name", "group_role", "terminated"),
            post("bloxlink/link", self._link, "member", "roblox"),
            post("bloxlink/answer", self._answer, "member", "status", "body"),
        ]

    async def _roblox_user(self, fields: Fields) -> dict[str, Any]:
        people = self.accounts.roblox
        changes: dict[str, str | None] = {
            name: fields.text(name) for name in ("name", "display_name") if name in fields
        }
        if "group_role" in fields:
            changes["group_role"] = role = fields.optional("group_role")
            if role is not None and not people.has_role(role):
                raise ControlError(404, f"the group on Roblox has no role {role!r}")
        terminated = fields.truth("terminated") if "terminated" in fields else None
        changed = people.change(self._user(fields.text("user")), terminated=terminated, **changes)
        return {
            "id": str(changed.id),
            "name": changed.name,
            "display_name": changed.display_name,
            "group_role": changed.group_role,
            "terminated": people.is_terminated(changed.id),
        }

    async def _link(self, fields: Fields) -> dict[str, Any]:
        """`roblox` is a name or id on Roblox, null for no link."""
        wanted = fields.optional("roblox")
        roblox = None if wanted is None else self._user(wanted).id
        member = self._member(fields)
        self.accounts.links[member] = roblox
        return {"member": str(member), "roblox": None if roblox is None else str(roblox)}

    async def _answer(self, fields: Fields) -> dict[str, Any]:
        """Without a status and a body it answers rightly again."""
        member = self._member(fields)
        if "body" not in fields and "status" not in fields:
            self.accounts.odd.pop(member, None)
            return {"member": str(member), "status": None}
        status = fields.whole("status", 200)
        if not 200 <= status <= 599:  # noqa: PLR2004  HTTP's
            raise ControlError(400, f"a status of an answer is 200 to 599, not {status}")
        self.accounts.odd[member] = OddAnswer(status, fields.anything("body"))
        return {"member": str(member), "status": status}

    def _member(self, fields: Fields) -> int:
        return self.simulation.people.names.member(fields.text("member")).id

    def _user(self, name: str) -> RobloxUser:
        user = self.accounts.roblox.named(name)
        if user is None:
            raise ControlError(404, f"nobody on Roblox is called {name!r}")
        return user
