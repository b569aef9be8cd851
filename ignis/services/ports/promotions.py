"""Who has the points for the next rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ignis.domain.members.member import Member


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who has the points that were asked for. Both times are there for every member."""

    member: Member
    reached_at: datetime  # since then the total has not been below
    ranked_at: datetime  # the last change of rank, or when the member was first stored


class PromotionStore(Protocol):
    async def candidates(self, asked: Callable[[str], int | None]) -> Sequence[Candidate]:
        """Members with at least the points `asked` of their rank; it gives None for ranks that ask for nothing.

        Raises StorageError.
        """
        ...
