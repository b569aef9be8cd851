"""What happened to a member."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ignis.domain.members.change import LedgerEntry


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`id` rises with time. A page begins before one."""

    id: int
    entry: LedgerEntry


class HistoryStore(Protocol):
    """Example:
    newest = await store.lines(user_id, before=None, count=10)
    """

    async def lines(self, user_id: int, before: int | None, count: int) -> Sequence[HistoryLine]:
        """What happened to a member, newest first, at most `count`; older than the line `before` if given.

        Raises StorageError.
        """
        ...

    async def last_rank_change(self, user_id: int) -> LedgerEntry | None:
        """The entry that gave the member the rank; None if it never changed. Raises StorageError."""
        ...

    async def last_return(self, user_id: int) -> LedgerEntry | None:
        """The last time the member came back to a rank; None if that never happened. Raises StorageError."""
        ...
