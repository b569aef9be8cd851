"""Ranks of many members at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_sync.plan import StoredOutline


class AdoptionOrder(Protocol):
    """What to do about many members, one after the other (ignis/services/rank_adoption.py)."""

    def decide(self, user_id: int, stored: Member | None) -> Change | None:
        """What follows for a member as stored (None: not stored yet); None if nothing changes."""
        ...


class SyncStore(Protocol):
    """Many members at once. Every method raises StorageError.

    Example:
        changes = await store.adopt([1, 2], adoption, at=clock.now())
    """

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        """What is stored of these members, in short, and the name of their accounts, in one SELECT."""
        ...

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        """What is stored of these members, in one SELECT. Members who are not stored are left out."""
        ...

    async def adopt(self, user_ids: Collection[int], order: AdoptionOrder, at: datetime) -> Sequence[Change]:
        """Loads, decides and writes in one transaction: all of it, or nothing. Returns the changes that were made.

        Of a member only rank, path, `role_rank` and `declined` are written. The entries go to the audit, with `at` as
        their time and without an order; a change without any is stored all the same.
        """
        ...
