"""Members by points."""

from collections.abc import Sequence
from typing import Protocol

from ignis.domain.members.member import Member


class LeaderboardStore(Protocol):
    async def scored(self) -> Sequence[Member]:
        """Every member with points, the most first, equals by id. Raises StorageError."""
        ...
