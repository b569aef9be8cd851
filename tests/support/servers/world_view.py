"""The WorldView that tests of the rules use."""

from datetime import UTC, datetime

from ignis.sandbox.permission_bits import Permission
from ignis.sandbox.rules.view import InteractionFacts, ShownMessage
from ignis.sandbox.world import WorldSpec


class SeedView:
    """The seeded world as the rules see it, before anybody changed it; commands are what a test says."""

    def __init__(self, world: WorldSpec) -> None:
        self._world = world
        self._roles = {role.id: role for role in world.roles}
        self.registered: dict[int | None, frozenset[tuple[int, str]]] = {}
        self.creates: dict[int | None, int] = {}
        self.shown: dict[tuple[int | str, int | str], ShownMessage] = {}
        self.interactions: dict[int, InteractionFacts] = {}

    @property
    def bot_id(self) -> int:
        return self._world.bot.id

    def now(self) -> datetime:
        return datetime(2026, 6, 1, 12, tzinfo=UTC)

    def owner_of(self, guild_id: int) -> int | None:
        return self._world.owner.id if guild_id == self._world.guild_id else None

    def role_position(self, guild_id: int, role_id: int) -> int | None:
        if role_id == guild_id:
            return 0
        role = self._roles.get(role_id)
        return None if role is None else role.position

    def is_managed(self, guild_id: int, role_id: int) -> bool:
        del guild_id
        robots = (self._world.bot, *(member for member in self._world.members if member.bot))
        return any(self._world.role(name).id == role_id for robot in robots for name in robot.roles)

    def has_emoji(self, emoji_id: int) -> bool:
        del emoji_id
        return False

    def message(self, channel_id: int, message_id: int) -> ShownMessage | None:
        return self.shown.get((channel_id, message_id))

    def answer(self, token: str, message: str) -> ShownMessage | None:
        return self.shown.get((token, message))

    def webhook_of_a_person(self, token: str) -> bool:
        return token == "persons-token"

    def interaction(self, interaction_id: int) -> InteractionFacts | None:
        return self.interactions.get(interaction_id)

    def roles_of(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        del guild_id  # there is one
        for member in (*self._world.members, self._world.bot):
            if member.id == user_id:
                return frozenset(self._world.role(name).id for name in member.roles)
        return None

    def permissions_of(self, guild_id: int, user_id: int) -> int:
        bits = self._world.everyone_permissions
        for role in self.roles_of(guild_id, user_id) or ():
            bits |= self._roles[role].permissions
        return bits

    def commands(self, guild_id: int | None) -> frozenset[tuple[int, str]]:
        return self.registered.get(guild_id, frozenset())

    def command_kind(self, guild_id: int | None, command_id: int) -> int | None:
        del guild_id, command_id
        return None

    def command_creates_today(self, guild_id: int | None) -> int:
        return self.creates.get(guild_id, 0)


class PowerlessView(SeedView):
    """The same world, with a bot that was invited without any right."""

    def permissions_of(self, guild_id: int, user_id: int) -> int:
        del guild_id, user_id
        return int(Permission.VIEW_CHANNEL)
