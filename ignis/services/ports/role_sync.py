"""Ranks of many members at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_sync.map_moves import Adoption, MapMove
from ignis.domain.role_sync.plan import StoredOutline


class AdoptionOrder(Protocol):
    """What to do about many members, one after the other (ignis/services/rank_adoption.py)."""

    def decide(self, user_id: int, stored: Member | None, move: MapMove | None) -> Adoption | None:
        """What follows for a member as stored (None: not stored yet); None if nothing changes. `move`: see `moves`."""
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

    async def moves(self, user_ids: Collection[int]) -> Mapping[int, MapMove]:
        """The last time that a change of the role map moved a member, where no other change of rank came after it."""
        ...

    async def gone_through_by(self) -> str | None:
        """The revision of the role map by which everybody was last gone through; None if that has never been."""
        ...

    async def went_through(self, revision: str, at: datetime) -> None:
        """Everybody was gone through by that revision. Moves of 90 days ago are forgotten."""
        ...

    async def adopt(self, user_ids: Collection[int], order: AdoptionOrder, at: datetime) -> Sequence[Change]:
        """Loads, decides and writes in one transaction: all of it, or nothing. Returns the changes that were made.

        Of a member only rank, path, `role_rank`, `roles_due` and `declined` are written. A move that is taken back is
        forgotten, and its line in the audit is no change of rank any more. The entries go to the audit, with `at` as
        their time and without an order; a change without any is stored all the same.
        """
        ...
