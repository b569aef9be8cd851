"""What the rules need to know about the world, and what comes with a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class UploadedFile:
    """One file of a multipart request; `size` in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class ShownMessage:
    """What a message shows now. `attachments` are the names of its files; `other` is a poll, a sticker, a forward."""

    flags: int = 0
    content: bool = False
    embeds: bool = False
    components: bool = False
    attachments: frozenset[str] = frozenset()
    other: bool = False


@dataclass(frozen=True)
class InteractionFacts:
    """`kind` is Discord's interaction type, 1 to 5; `on_message` tells whether a message's component is behind it."""

    kind: int
    on_message: bool
    message: ShownMessage | None = None


class WorldView(Protocol):
    """Read-only. Ids are integers; a guild, role or member that is not there is None, which no rule judges."""

    @property
    def bot_id(self) -> int: ...

    def now(self) -> datetime: ...

    def owner_of(self, guild_id: int) -> int | None:
        """None for a guild that the bot is not in."""
        ...

    def role_position(self, guild_id: int, role_id: int) -> int | None:
        """0 for @everyone (whose id is the guild's)."""
        ...

    def is_managed(self, guild_id: int, role_id: int) -> bool:
        """Whether the role belongs to a bot or another integration, which alone has it."""
        ...

    def roles_of(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        """The member's role ids; @everyone may be among them or not."""
        ...

    def permissions_of(self, guild_id: int, user_id: int) -> int:
        """The member's permission bits in the guild: @everyone and all roles or-ed together; all bits for the owner."""
        ...

    def has_emoji(self, emoji_id: int) -> bool:
        """Whether that custom emoji is one of a server of the bot's."""
        ...

    def commands(self, guild_id: int | None) -> frozenset[tuple[int, str]]:
        """(type, name) of every command registered there; None asks for the global ones."""
        ...

    def command_kind(self, guild_id: int | None, command_id: int) -> int | None:
        """The type of that command."""
        ...

    def command_creates_today(self, guild_id: int | None) -> int: ...

    def message(self, channel_id: int, message_id: int) -> ShownMessage | None: ...

    def answer(self, token: str, message: str) -> ShownMessage | None:
        """A message by the token of its webhook or interaction; `message` is its id or "@original"."""
        ...

    def webhook_of_a_person(self, token: str) -> bool:
        """Whether no application made the webhook, so that nobody would hear of a press below its messages."""
        ...

    def interaction(self, interaction_id: int) -> InteractionFacts | None: ...
