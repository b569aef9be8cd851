"""Syncs of everybody."""

from datetime import datetime
from typing import Protocol

from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun


class SyncRunStore(Protocol):
    """Syncs of everybody. Every method raises StorageError."""

    async def find(self, run_id: int) -> SyncRun | None: ...

    async def running(self) -> SyncRun | None: ...

    async def begin(self, started_by: int, language: str, total: int, at: datetime) -> SyncRun | None:
        """None while another one runs."""
        ...

    async def advance(self, run: SyncRun) -> bool:
        """Keeps the run's position and tally. False, and nothing is kept, when it does not run any more."""
        ...

    async def end(self, run_id: int, state: RunState, at: datetime) -> bool:
        """False when it did not run any more."""
        ...

    async def show(self, run_id: int, shown: Shown) -> None:
        """Keeps where the run is shown."""
        ...
