"""What the people who run a server do to it: members, roles, the permissions of channels; each with its audit entry."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.backend.models import Guild, Overwrite, Role
from simcord.enums import AuditLogAction, OverwriteType

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.simcord_bridge.names import Names
from ignis.sandbox.simcord_bridge.states.servers import Servers

# https://discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events
_NEWLY_OVERWRITTEN, _OVERWRITTEN, _OVERWRITE_DELETED = 13, 14, 15
_ROLES_A_SERVER = 250
_LONGEST_ROLE = 100


class Moderation:
    """`server` is a name or id, None for the seeded one; `actor` a member, None for the owner. Raises ControlError."""

    def __init__(self, backend: SandboxBackend, servers: Servers) -> None:
        self._backend = backend
        self._servers = servers

    def names(self, server: str | None) -> Names:
        return Names(None, self._backend, self._servers.present(server))

    def join(self, server: str | None, name: str, *, bot: bool) -> dict[str, Any]:
        """Somebody new, or who was there before: then with the same id, and without roles and nickname."""
        guild = self._servers.present(server)
        try:
            user = self._servers.user(name)
        except ControlError:
            user = self._backend.make_user(_username(name), bot=bot, global_name=name)
        if user.id in guild.members:
            raise ControlError(409, f"{name} is in {guild.name} already")
        member = self._backend.add_member(guild.id, user.id, announce=True)
        return dict(serializers.member_payload(self._backend, guild, member))

    def leave(self, server: str | None, name: str, actor: str | None, *, ban: bool) -> dict[str, Any]:
        """Of their own will; with an `actor` they are kicked, or banned."""
        guild, names = self._servers.present(server), self.names(server)
        user = names.member(name).id
        if user in (guild.owner_id, self._backend.bot_user.id):
            raise ControlError(400, "neither the owner nor the bot can leave so; the bot is removed by servers/leave")
        if ban:
            self._backend.apply_ban(guild.id, user, None)
        else:
            self._backend.remove_member(guild.id, user)
        if ban or actor is not None:
            action = AuditLogAction.MEMBER_BAN if ban else AuditLogAction.MEMBER_KICK
            self._backend.record_audit_log(guild.id, action, target_id=user, user_id=self._actor(guild, actor))
        return {"id": str(user), "members": len(guild.members)}

    def create_role(
        self, server: str | None, name: str, permissions: Sequence[str], position: int | None, actor: str | None
    ) -> dict[str, Any]:
        """At the bottom, as on Discord, unless `position` (from 1) says otherwise. Names need not be unique."""
        guild = self._servers.present(server)
        if len(guild.roles) >= _ROLES_A_SERVER:
            raise ControlError(409, f"a server has {_ROLES_A_SERVER} roles at most")
        role = self._backend.create_role(guild.id, _role_name(name), permissions=_bits(permissions))
        if position is not None:
            self._move(guild, role, position)
        self._note(guild, AuditLogAction.ROLE_CREATE, role.id, actor, [{"key": "name", "new_value": role.name}])
        return dict(serializers.role_payload(role))

    def edit_role(
        self, server: str | None, name: str, changes: Mapping[str, Any], position: int | None, actor: str | None
    ) -> dict[str, Any]:
        """`changes`: `name`, and `permissions` by their names."""
        guild, role = self._role(server, name)
        wanted = dict(changes)
        if "name" in wanted:
            wanted["name"] = _role_name(wanted["name"])
        if "permissions" in wanted:
            wanted["permissions"] = _bits(wanted["permissions"])
        noted = [{"key": key, "old_value": getattr(role, key), "new_value": value} for key, value in wanted.items()]
        if wanted:
            self._backend.edit_role(guild.id, role.id, wanted)
        if position is not None:
            noted.append({"key": "position", "old_value": role.position, "new_value": position})
            self._move(guild, role, position)
        self._note(guild, AuditLogAction.ROLE_UPDATE, role.id, actor, _as_text(noted))
        return dict(serializers.role_payload(role))

    def delete_role(self, server: str | None, name: str, actor: str | None) -> dict[str, Any]:
        """Those who had it keep its id for a while, as on Discord."""
        guild, role = self._role(server, name)
        holders = sum(1 for member in guild.members.values() if role.id in member.role_ids)
        try:
            self._backend.delete_role(guild.id, role.id)
        except BackendError as refusal:
            raise ControlError(400, refusal.message) from refusal
        self._note(guild, AuditLogAction.ROLE_DELETE, role.id, actor, [{"key": "name", "old_value": role.name}])
        return {"id": str(role.id), "had_it": holders}

    def overwrite(
        self,
        server: str | None,
        channel: str,
        target: str,
        *,
        allow: Sequence[str],
        deny: Sequence[str],
        actor: str | None,
    ) -> dict[str, Any]:
        """What a member or a role may in a channel; nothing allowed and nothing denied takes it back."""
        guild, names = self._servers.present(server), self.names(server)
        place, whom = names.channel(channel).id, names.member_or_role(target)
        kind = OverwriteType.ROLE if whom.id in guild.roles else OverwriteType.MEMBER
        existed = any(each.target_id == whom.id for each in self._backend.channels[place].overwrites)
        if allow or deny:
            self._backend.set_overwrite(place, Overwrite(whom.id, kind, _bits(allow), _bits(deny)))
            written = _OVERWRITTEN if existed else _NEWLY_OVERWRITTEN
        else:
            self._backend.delete_overwrite(place, whom.id)
            written = _OVERWRITE_DELETED
        options = {"id": str(whom.id), "type": str(int(kind))}
        self._backend.record_audit_log(
            guild.id, written, target_id=place, options=options, user_id=self._actor(guild, actor)
        )
        return {"channel": str(place), "overwrites": serializers.overwrite_payloads(self._backend.channels[place])}

    def _role(self, server: str | None, name: str) -> tuple[Guild, Role]:
        guild = self._servers.present(server)
        return guild, guild.roles[self.names(server).role(name).id]

    def _actor(self, guild: Guild, actor: str | None) -> int:
        return guild.owner_id if actor is None else Names(None, self._backend, guild).member(actor).id

    def _note(self, guild: Guild, action: int, target: int, actor: str | None, changes: list[dict[str, Any]]) -> None:
        self._backend.record_audit_log(
            guild.id, action, target_id=target, changes=changes, user_id=self._actor(guild, actor)
        )

    def _move(self, guild: Guild, role: Role, position: int) -> None:
        """The others close up; @everyone stays at 0."""
        others = sorted((r for r in guild.roles.values() if r.id not in (guild.id, role.id)), key=lambda r: r.position)
        if not 1 <= position <= len(others) + 1:
            raise ControlError(400, f"a position is 1 to {len(others) + 1}, not {position}")
        others.insert(position - 1, role)
        moved = [{"id": each.id, "position": place} for place, each in enumerate(others, start=1)]
        self._backend.reorder_roles(guild.id, moved)


def _bits(names: Sequence[str]) -> int:
    unknown = sorted(set(names) - discord.Permissions.VALID_FLAGS.keys())
    if unknown:
        raise ControlError(400, f"no permission {unknown[0]!r}; Discord's are such as manage_roles")
    return discord.Permissions(**dict.fromkeys(names, True)).value


def _role_name(name: str) -> str:
    if not 1 <= len(name) <= _LONGEST_ROLE:
        raise ControlError(400, f"a role's name has 1 to {_LONGEST_ROLE} characters, not {len(name)}")
    return name


def _username(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum() or letter in "._")[:32] or "somebody"


def _as_text(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Discord writes permissions as text."""
    return [
        {key: str(value) if change["key"] == "permissions" and key != "key" else value for key, value in change.items()}
        for change in changes
    ]
