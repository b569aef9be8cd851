"""The servers there are: which the bot is in, and which have an outage."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from simcord.backend import serializers
from simcord.backend.models import Channel, Guild, Member, Role, User
from simcord.enums import ChannelType

from ignis.sandbox.errors import ControlError
from ignis.sandbox.simcord_bridge.backend import SandboxBackend
from ignis.sandbox.world.spec import WorldSpec


class Servers:
    """All methods take the name or id of a server, None for the seeded one, and raise ControlError."""

    def __init__(self, backend: SandboxBackend, spec: WorldSpec) -> None:
        self._backend = backend
        self._spec = spec

    def find(self, name: str | None) -> Guild:
        """Also one that the bot is not in."""
        known = {**self._backend.guilds, **self._backend.away}
        if name is None:
            return known[self._spec.guild_id]
        found = [guild for guild in known.values() if name in (str(guild.id), guild.name)]
        if len(found) != 1:
            there_are = ", ".join(guild.name for guild in known.values())
            raise ControlError(404, f"no server called {name!r}; there are {there_are}")
        return found[0]

    def present(self, name: str | None) -> Guild:
        """One that the bot is in and that has no outage."""
        guild = self.find(name)
        if guild.id in self._backend.away:
            raise ControlError(409, f"the bot is not in {guild.name}")
        if guild.id in self._backend.outages:
            raise ControlError(409, f"{guild.name} has an outage")
        return guild

    def user(self, name: str) -> User:
        """Anybody whom Discord knows, in whatever server."""
        wanted = name.casefold()
        for user in self._backend.users.values():
            if wanted in (str(user.id), user.name.casefold(), (user.global_name or "").casefold()):
                return user
        raise ControlError(404, f"nobody on Discord is called {name!r}")

    def invite(
        self, name: str, owner: str, roles: Sequence[str], members: Mapping[str, Sequence[str]]
    ) -> dict[str, Any]:
        """The bot joins a server: one that it was in before, or a new one with these roles (the lowest first) and
        members, by name with the names of their roles. A server of before is as the bot left it, but the bot is new
        there: without nickname, and with no role but its managed one, which is new and the lowest, as Discord makes it.
        """
        known = {guild.name: guild for guild in self._backend.away.values()}
        if name in known:
            guild = known[name]
            del self._backend.away[guild.id]
            self._admit_again(guild)
        elif any(guild.name == name for guild in self._backend.guilds.values()):
            raise ControlError(409, f"the bot is in {name} already")
        else:
            guild = self._new(name, self.user(owner), roles, members)
        self._backend.guilds[guild.id] = guild
        if guild.id not in self._backend.outages:
            payload = serializers.guild_create_payload(self._backend, guild)
            # without `unavailable`: so a client knows a server that is new to it from one that is back
            self._backend.announce_guild({key: value for key, value in payload.items() if key != "unavailable"})
        return self.shown(guild)

    def leave(self, name: str | None) -> dict[str, Any]:
        """The bot is removed."""
        guild = self.find(name)
        if guild.id in self._backend.away:
            raise ControlError(409, f"the bot is not in {guild.name}")
        self._backend.remove_guild(guild.id)
        return self.shown(guild)

    def outage(self, name: str | None, seconds: float | None) -> dict[str, Any]:
        """The server is unavailable for so many seconds, or until it recovers."""
        guild = self.present(name)
        self._backend.outages.add(guild.id)
        self._backend.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
        if seconds is not None:
            asyncio.get_running_loop().call_later(seconds, self._recover, guild.id)
        return self.shown(guild)

    def recover(self, name: str | None) -> dict[str, Any]:
        guild = self.find(name)
        if guild.id not in self._backend.outages:
            raise ControlError(409, f"{guild.name} has no outage")
        self._recover(guild.id)
        return self.shown(guild)

    def _recover(self, guild_id: int) -> None:
        if guild_id not in self._backend.outages:
            return  # it has recovered meanwhile
        self._backend.outages.discard(guild_id)
        if guild_id in self._backend.guilds:
            guild = self._backend.guilds[guild_id]
            self._backend.announce_guild(serializers.guild_create_payload(self._backend, guild))

    def arrivals(self) -> list[tuple[str, Mapping[str, Any]]]:
        """The events that follow READY: every server, or that it has an outage."""
        backend = self._backend
        return [
            ("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
            if guild.id in backend.outages
            else ("GUILD_CREATE", dict(serializers.guild_create_payload(backend, guild)))
            for guild in backend.guilds.values()
        ]

    def list(self) -> list[dict[str, Any]]:
        return [self.shown(guild) for guild in (*self._backend.guilds.values(), *self._backend.away.values())]

    def shown(self, guild: Guild) -> dict[str, Any]:
        return {
            "id": str(guild.id),
            "name": guild.name,
            "bot_is_in": guild.id not in self._backend.away,
            "available": guild.id not in self._backend.outages,
            "members": len(guild.members),
        }

    def in_outage(self, path: str) -> bool:
        """Whether a request ("/guilds/1/roles") is about a server that has an outage."""
        match path.strip("/").split("/"):
            case ["guilds", number, *_] if number.isdecimal():
                return int(number) in self._backend.outages
            case ["channels", number, *_] if number.isdecimal():
                channel = self._backend.channels.get(int(number))
                return channel is not None and channel.guild_id in self._backend.outages
            case _:
                return False

    def _admit_again(self, guild: Guild) -> None:
        for role in guild.roles.values():
            role.position += role.position > 0
        own = self._own_role(position=1)
        guild.roles[own.id] = own
        bot = self._backend.bot_user.id
        guild.members[bot] = Member(bot, [own.id], joined_at=self._backend.now_iso())

    def _own_role(self, position: int) -> Role:
        """The bot's managed role, as an invitation makes it."""
        own = self._spec.role(self._spec.bot.roles[0])
        return Role(self._backend.snowflake(), own.name, own.permissions, position, own.colour, managed=True)

    def _new(self, name: str, owner: User, roles: Sequence[str], members: Mapping[str, Sequence[str]]) -> Guild:
        backend, spec = self._backend, self._spec
        guild = Guild(backend.snowflake(), name, owner.id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", spec.everyone_permissions)
        ids = {role: backend.snowflake() for role in roles}
        for position, (role, number) in enumerate(ids.items(), start=1):
            guild.roles[number] = Role(number, role, position=position)
        bots = self._own_role(position=len(ids) + 1)
        guild.roles[bots.id] = bots
        people = {owner.id: list[int](), backend.bot_user.id: [bots.id]}
        for person, held in members.items():
            if unknown := [role for role in held if role not in ids]:
                raise ControlError(400, f"{name} has no role {unknown[0]!r}: name it in 'roles'")
            people[self.user(person).id] = [ids[role] for role in held]
        for number, held_ids in people.items():
            guild.members[number] = Member(number, held_ids, joined_at=backend.now_iso())
        channel = Channel(backend.snowflake(), ChannelType.TEXT, "general", guild.id)
        backend.channels[channel.id], backend.messages[channel.id] = channel, {}
        guild.channel_ids.append(channel.id)
        return guild
