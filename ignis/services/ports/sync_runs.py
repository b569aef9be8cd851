"""Syncs of all members."""

from datetime import datetime
from typing import Protocol

from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun


class SyncRunStore(Protocol):
    """Syncs of all members. Every method raises StorageError.

    Example:
        run = await store.begin(officer.id, "en", total=120, at=clock.now())
    """

    async def find(self, run_id: int) -> SyncRun | None: ...

    async def running(self) -> SyncRun | None: ...

    async def begin(self, started_by: int, language: str, total: int, at: datetime) -> SyncRun | None:
        """None if another one is running."""
        ...

    async def advance(self, run: SyncRun) -> bool:
        """Stores the run's position and tally. False, and nothing is stored, if it is not running any more."""
        ...

    async def end(self, run_id: int, state: RunState, at: datetime) -> bool:
        """False if it was not running any more."""
        ...

    async def show(self, run_id: int, shown: Shown) -> None:
        """Stores where the run is shown."""
        ...
