"""What a world is made of: frozen values, no behaviour beyond looking things up by name.

Roles are named by name inside a member because that is how people read and write the seed; every name is checked
against the world when it is built (tests/sandbox/world).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


def snowflake(created: datetime, serial: int) -> int:
    """The id Discord would have given something `created` then; `serial` (0 to 2**22) tells equals apart."""
    return (int(created.timestamp() * 1000) - DISCORD_EPOCH_MS) << 22 | serial


def created_at(snowflake_id: int) -> datetime:
    return datetime.fromtimestamp(((snowflake_id >> 22) + DISCORD_EPOCH_MS) / 1000, tz=UTC)


@dataclass(frozen=True)
class RoleSpec:
    """`position`: 1 is just above @everyone, higher outranks lower. @everyone itself has the guild's id and 0."""

    id: int
    name: str
    colour: int
    position: int
    permissions: int
    hoist: bool


@dataclass(frozen=True)
class ChannelSpec:
    id: int
    name: str
    topic: str


@dataclass(frozen=True)
class MemberSpec:
    """`roles` are names, without @everyone."""

    id: int
    username: str
    display_name: str
    nick: str | None
    roles: tuple[str, ...]
    roblox_id: int | None
    bot: bool
    joined_at: datetime


@dataclass(frozen=True)
class Persona:
    """A member whom a visitor of the front page can act as.

    `name` is that member's display name; `hint_localizations` has the hint in languages by Discord's names for them.
    """

    name: str
    hint: str
    hint_localizations: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class WebhookSpec:
    """With `by_bot` the bot's application created it, so that its messages can carry buttons; else the owner did."""

    id: int
    channel: str
    name: str
    by_bot: bool = True


@dataclass(frozen=True)
class RobloxGroupRole:
    """`rank` is Roblox's 0 to 255; `id` is unique over all of Roblox."""

    id: int
    name: str
    rank: int


@dataclass(frozen=True)
class RobloxUser:
    """`group_role` is the role's name in the legion's main group, None for a user who is not in it."""

    id: int
    name: str
    display_name: str
    group_role: str | None


@dataclass(frozen=True)
class WorldSpec:
    """`members` holds the humans and other people's bots (Bloxlink); the sandbox's own `bot` stands apart."""

    guild_id: int
    name: str
    owner: MemberSpec
    everyone_permissions: int
    roles: tuple[RoleSpec, ...]
    channels: tuple[ChannelSpec, ...]
    members: tuple[MemberSpec, ...]
    bot: MemberSpec
    personas: tuple[Persona, ...]
    webhook: WebhookSpec
    roblox_group_id: int
    roblox_group_roles: tuple[RobloxGroupRole, ...]
    roblox_users: tuple[RobloxUser, ...]

    def role(self, name: str) -> RoleSpec:
        """Raises KeyError with the name."""
        return {role.name: role for role in self.roles}[name]

    def channel(self, name: str) -> ChannelSpec:
        """Raises KeyError with the name."""
        return {channel.name: channel for channel in self.channels}[name]

    def member(self, display_name: str) -> MemberSpec:
        """Raises KeyError with the name."""
        return {member.display_name: member for member in (*self.members, self.bot)}[display_name]
