"""Orders that were carried out, or wait for a second word, by their ids."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from ignis.domain.members.change import LedgerEntry
from ignis.domain.members.ordered import AskedOrder


@dataclass(frozen=True, slots=True)
class UntoldOrder:
    """Carried out, and whoever gave it may not know."""

    id: int
    actor_id: int


class OrderStore(Protocol):
    """What MemberStore.change noted about orders. Every method raises StorageError.

    Example:
        await store.tell([order_id])
    """

    async def untold(self) -> Sequence[UntoldOrder]:
        """The oldest first."""
        ...

    async def tell(self, order_ids: Collection[int]) -> None:
        """Those who gave these orders know that they were carried out."""
        ...

    async def done(self, order_ids: Collection[int]) -> Sequence[LedgerEntry]:
        """What these orders did, in the order of events."""
        ...

    async def asked(self, order_id: int) -> AskedOrder | None:
        """The order that waits for a second word; None if there is no such order, or it was carried out."""
        ...
