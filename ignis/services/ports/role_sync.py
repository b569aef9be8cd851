"""Ranks of many members at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ignis.domain.members.change import Change
from ignis.domain.members.member import Member
from ignis.domain.role_sync.plan import StoredOutline

Adopt = Callable[[int, Member | None], Change | None]
"""What to do about a member as stored now; None: nothing. Pure."""


class SyncStore(Protocol):
    """Many members at once. Every method raises StorageError."""

    async def outlines(self, user_ids: Collection[int]) -> Mapping[int, StoredOutline]:
        """What is stored of these members, in short, and the name of their accounts, in one SELECT."""
        ...

    async def stored(self, user_ids: Collection[int]) -> Mapping[int, Member]:
        """What is stored of these members, in one SELECT; whoever is not stored is not in it."""
        ...

    async def adopt(self, user_ids: Collection[int], decide: Adopt, at: datetime) -> Sequence[Change]:
        """Loads, decides and applies in one transaction: all of it, or nothing. The changes that were made.

        Of a member only rank, path, `role_rank` and `declined` are written; the entries go to the audit, and a change
        without any is stored all the same.
        """
        ...
