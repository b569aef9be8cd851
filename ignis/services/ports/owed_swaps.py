"""Roles that Discord still owes to members."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ignis.domain.role_sync.swap import Swap


class SwapStore(Protocol):
    """One swap a member: the last one. Every method raises StorageError.

    Example:
        await store.keep(member.id, Swap("Captain", "Brother", officer.id), clock.now())
    """

    async def load(self) -> Mapping[int, Swap]:
        """All of them, by member."""
        ...

    async def keep(self, user_id: int, swap: Swap, at: datetime) -> None: ...

    async def drop(self, user_id: int) -> None: ...
