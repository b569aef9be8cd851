"""Members by points."""

from collections.abc import Sequence
from typing import Protocol

from ignis.domain.members.member import Member


class LeaderboardStore(Protocol):
    """Example:
    best = (await store.scored())[0]
    """

    async def scored(self) -> Sequence[Member]:
        """Every member with points, the most points first, equal ones by id. Raises StorageError."""
        ...
