"""All that is stored about a member, and its deletion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class DeletedRecords:
    """How many lines are gone. `traces`: lines about others that no longer say who acted or was mentioned."""

    members: int
    ledger: int
    audit: int
    traces: int
    accounts: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.members or self.ledger or self.audit or self.traces or self.accounts)


class PrivacyStore(Protocol):
    """Both methods raise StorageError."""

    async def everything(self, user_id: int) -> dict[str, Any]:
        """All that is stored about a member, as JSON values; ids are text.

        `member` and `account` (None for nobody), `ledger`, `audit`,
        and `done_as_officer`: what they did to others, without whom.
        """
        ...

    async def delete(self, user_id: int, at: datetime) -> DeletedRecords:
        """Forgets the member: what they were and did, their id in what they did to others.

        The audit keeps one line that says when somebody was deleted, and nothing of whom. None if there was nothing.
        """
        ...
