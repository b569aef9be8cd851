"""Members as they are stored."""

from collections.abc import Sequence
from typing import Protocol

from ignis.domain.members.change import Change
from ignis.domain.members.member import Grant, Member


class MemberOrder(Protocol):
    """What to do about one member: a value of `ignis.domain.members.orders` or `.promotion_orders`."""

    def decide(self, stored: Member | None) -> Change:
        """What follows for the member as stored (None: not stored yet). Pure. Raises Refused."""
        ...


class MemberStore(Protocol):
    """Every method raises StorageError if the store cannot answer.

    Example:
        change = await store.change(member_id, AddPoints(legion, subject, 5, note))
        assert await store.find(member_id) == change.after
    """

    async def find(self, user_id: int) -> Member | None:
        """What is stored of a member; None if nothing is. One SELECT; reading writes nothing."""
        ...

    async def is_empty(self) -> bool:
        """True if no member is stored at all."""
        ...

    async def record(self, grants: Sequence[Grant]) -> None:
        """Writes the grants to ledger and audit and adds them to their members' points: all of them, or none.

        A member who is not stored yet begins with the grant's rank and path. A total below zero or beyond what
        the store can count is refused.
        """
        ...

    async def change(self, user_id: int, order: MemberOrder) -> Change:
        """Loads, decides and writes in one transaction: no other program changes the member in between.

        Points go to the ledger, all entries to the audit. If `order` refuses, nothing is changed. An order with an id
        is carried out once: the second time it is refused as ORDER_DONE. If the same officer had the same order carried
        out within the last minute, it is refused as ORDER_REPEATED; with the same id it is then carried out.
        """
        ...
