"""What the use cases need from the outside, as they see it."""

from collections.abc import Sequence
from typing import Protocol

from ignis.domain.member import Grant, Member


class StorageError(Exception):
    """The store could not do what it was asked. Its text is one line; nothing was changed."""


class MemberStore(Protocol):
    """Every method raises StorageError when the store cannot answer."""

    async def find(self, user_id: int) -> Member | None:
        """What is stored of a member; None for nobody. Reading writes nothing."""
        ...

    async def is_empty(self) -> bool:
        """No member is stored at all."""
        ...

    async def record(self, grants: Sequence[Grant]) -> None:
        """Writes the grants to the ledger and adds them to their members' points: all of them, or none.

        A member who is not stored yet begins with the grant's rank and path. A total below zero or beyond what
        the store can count is refused.
        """
        ...
