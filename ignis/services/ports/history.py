"""What happened to a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ignis.domain.members.change import LedgerEntry


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`id` rises with time; it is what a page begins before."""

    id: int
    entry: LedgerEntry


class HistoryStore(Protocol):
    async def lines(self, user_id: int, before: int | None, count: int) -> Sequence[HistoryLine]:
        """What happened to a member, newest first, at most `count`; older than the line `before` if given.

        Raises StorageError.
        """
        ...

    async def last_rank_change(self, user_id: int) -> LedgerEntry | None:
        """What gave the member the rank; None when it was never another. Raises StorageError."""
        ...
