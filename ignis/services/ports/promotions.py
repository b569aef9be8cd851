"""Who has the points for the next rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ignis.domain.members.member import Member


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who has the points for the next step. Both times are known for every member."""

    member: Member
    reached_at: datetime  # since then the total has never been below
    ranked_at: datetime  # the last change of rank, or when the member was first stored


class PromotionStore(Protocol):
    """Example:
    candidates = await store.candidates({"Initiate": 20, "Brother": 70})
    """

    async def candidates(self, points_by_rank: Mapping[str, int]) -> Sequence[Candidate]:
        """Members who hold one of these ranks and have at least its points. The case of a rank does not matter.

        Raises StorageError.
        """
        ...
