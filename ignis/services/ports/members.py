"""Members as they are stored."""

from collections.abc import Callable, Sequence
from typing import Protocol

from ignis.domain.members.change import Change
from ignis.domain.members.member import Grant, Member

Decide = Callable[[Member | None], Change]
"""What to do about a member as stored (None: nobody). Pure; may raise Refused."""


class MemberStore(Protocol):
    """Every method raises StorageError when the store cannot answer."""

    async def find(self, user_id: int) -> Member | None:
        """What is stored of a member; None for nobody. One SELECT; reading writes nothing."""
        ...

    async def is_empty(self) -> bool:
        """No member is stored at all."""
        ...

    async def record(self, grants: Sequence[Grant]) -> None:
        """Writes the grants to ledger and audit and adds them to their members' points: all of them, or none.

        A member who is not stored yet begins with the grant's rank and path. A total below zero or beyond what
        the store can count is refused.
        """
        ...

    async def change(self, user_id: int, decide: Decide) -> Change:
        """Loads, decides and applies in one transaction, so that nobody changes the member in between.

        Points go to the ledger, all entries to the audit. What `decide` raises is raised, and nothing is changed.
        """
        ...
