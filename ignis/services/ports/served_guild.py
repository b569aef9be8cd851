"""Which server is served, kept over restarts."""

from datetime import datetime
from typing import Protocol


class ServedGuildStore(Protocol):
    """Every method raises StorageError.

    Example:
        await store.serve(guild.id, at=clock.now())
        assert await store.served() == guild.id
    """

    async def served(self) -> int | None:
        """The id of the server that was served last; None if there never was one."""
        ...

    async def serve(self, guild_id: int, at: datetime) -> None:
        """Remembers the server that is served from now on."""
        ...

    async def tell(self, guild_id: int, at: datetime) -> bool:
        """Notes that it was told of this other server. False if that was noted before."""
        ...
