"""All that is stored about a member, and its deletion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class DeletedRecords:
    """How many lines were deleted. `traces`: lines about others that no longer name the member.

    `pending`: backups or the journal still hold what was deleted, now or before; that is tried again until they do not.
    """

    members: int
    ledger: int
    audit: int
    traces: int
    accounts: int = 0
    pending: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.members or self.ledger or self.audit or self.traces or self.accounts)


class PrivacyStore(Protocol):
    """Both methods raise StorageError.

    Example:
        deleted = await store.delete(user_id, at=clock.now())
    """

    async def everything(self, user_id: int) -> dict[str, Any]:
        """All that is stored about a member, as JSON values; ids are text.

        `member`, `account`, `role_swap` and `departure` (None if nothing is stored), `ledger`, `audit`, `orders` of
        the last days, and `done_as_officer`: what the member did to others, without naming them.
        """
        ...

    async def delete(self, user_id: int, at: datetime) -> DeletedRecords:
        """Deletes all about the member, and the member's id in what they did to others.

        The audit keeps one line that says when a member was deleted, not who. No line if nothing was stored.
        """
        ...


class ErasureStore(Protocol):
    """What deletions have left in backups and journal. Both methods raise StorageError."""

    async def erasure_due_since(self) -> datetime | None:
        """When the oldest of these deletions was made; None if nothing is left. It is known over a restart."""
        ...

    async def erase(self) -> None:
        """Removes it now."""
        ...
