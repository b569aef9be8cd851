"""Members who have left the server, until they come back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ignis.domain.members.change import Change


class ReturnStore(Protocol):
    """Every method raises StorageError.

    Example:
        await store.left(member.id, "Captain", at=clock.now())
        change = await store.came_back(member.id, frozenset(), at=clock.now())
    """

    async def left(self, user_id: int, rank: str | None, at: datetime) -> None:
        """A member has left whose roles stood for `rank`. Nothing is kept of one who is not stored."""
        ...

    async def gone(self) -> Mapping[int, str | None]:
        """Everybody who left, with the rank that their roles stood for."""
        ...

    async def came_back(self, user_id: int, machines: frozenset[int], at: datetime) -> Change | None:
        """Makes the role of the rank that staff gave due again (ignis/domain/members/returning.py); None: nothing is.

        Of a member whom nobody saw leave, the rank that the roles stood for at the last look counts.
        """
        ...
