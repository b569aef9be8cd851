"""The world as the rules ask about it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from simcord.enums import AppCommandType

from ignis.sandbox.simcord_bridge.backend import SandboxBackend


class View:
    def __init__(self, backend: SandboxBackend) -> None:
        self._backend = backend
        self._created: Counter[int | None] = Counter()
        self._day = ""

    @property
    def bot_id(self) -> int:
        return self._backend.bot_user.id

    def owner_of(self, guild_id: int) -> int | None:
        guild = self._backend.guilds.get(guild_id)
        return None if guild is None else guild.owner_id

    def role_position(self, guild_id: int, role_id: int) -> int | None:
        guild = self._backend.guilds.get(guild_id)
        role = None if guild is None else guild.roles.get(role_id)
        return None if role is None else role.position

    def roles_of(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        guild = self._backend.guilds.get(guild_id)
        member = None if guild is None else guild.members.get(user_id)
        return None if member is None else frozenset(member.role_ids)

    def permissions_of(self, guild_id: int, user_id: int) -> int:
        guild = self._backend.guilds.get(guild_id)
        if guild is None or user_id not in guild.members:
            return 0
        return self._backend.compute_permissions(guild_id, user_id)

    def commands(self, guild_id: int | None) -> frozenset[tuple[int, str]]:
        return frozenset((int(kind), name) for name, kind in self._backend.commands.get(guild_id, {}))

    def command_creates_today(self, guild_id: int | None) -> int:
        self._turn_day()
        return self._created[guild_id]

    def count_creates(self, guild_id: int | None, body: object) -> int:
        """How many of these commands are new; call before they are registered and give the number to `created`."""
        known = self.commands(guild_id)
        return sum(1 for command in _commands(body) if command not in known)

    def created(self, guild_id: int | None, number: int) -> None:
        self._turn_day()
        self._created[guild_id] += number

    def _turn_day(self) -> None:
        today = self._backend.clock.now().date().isoformat()
        if today != self._day:
            self._day = today
            self._created.clear()


def _commands(body: object) -> Iterable[tuple[int, str]]:
    for command in body if isinstance(body, list) else (body,):
        if isinstance(command, Mapping):
            details: Mapping[str, Any] = command
            kind = details.get("type")
            yield kind if isinstance(kind, int) else AppCommandType.CHAT_INPUT, str(details.get("name"))
