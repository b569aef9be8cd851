"""What the rules need to know about the world, and what comes with a request."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class UploadedFile:
    """One file of a multipart request; `size` in bytes."""

    name: str
    size: int


class WorldView(Protocol):
    """Read-only. Ids are integers; a guild, role or member that is not there is None, which no rule judges."""

    @property
    def bot_id(self) -> int: ...

    def owner_of(self, guild_id: int) -> int | None: ...

    def role_position(self, guild_id: int, role_id: int) -> int | None:
        """0 for @everyone (whose id is the guild's)."""
        ...

    def roles_of(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        """The member's role ids; @everyone may be among them or not."""
        ...

    def permissions_of(self, guild_id: int, user_id: int) -> int:
        """The member's permission bits in the guild: @everyone and all roles or-ed together; all bits for the owner."""
        ...

    def commands(self, guild_id: int | None) -> frozenset[tuple[int, str]]:
        """(type, name) of every command registered there; None asks for the global ones."""
        ...

    def command_creates_today(self, guild_id: int | None) -> int: ...
