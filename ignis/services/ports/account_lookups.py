"""Look-ups of accounts that follow a sync of all members."""

from typing import Protocol

from ignis.domain.role_sync.account_lookup import AccountLookup, LookupState


class AccountLookupStore(Protocol):
    """At most one runs at a time. Every method raises StorageError.

    Example:
        lookup = await store.begin(run.id, total=12)
    """

    async def find(self, run_id: int) -> AccountLookup | None: ...

    async def running(self) -> AccountLookup | None: ...

    async def begin(self, run_id: int, total: int) -> AccountLookup | None:
        """Begins from the start, also one that has ended. None if one is running."""
        ...

    async def advance(self, lookup: AccountLookup) -> bool:
        """Stores position and tally. False, and nothing is stored, if it is not running any more."""
        ...

    async def end(self, run_id: int, state: LookupState) -> bool:
        """False if it was not running any more."""
        ...
