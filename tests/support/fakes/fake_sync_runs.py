"""The store of syncs in memory. It passes the same contract tests as the one on disk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ignis.domain.role_sync.sync_run import RunState, Shown, SyncRun


class FakeSyncRuns:
    """Is a SyncRunStore."""

    def __init__(self) -> None:
        self._runs: dict[int, SyncRun] = {}

    async def find(self, run_id: int) -> SyncRun | None:
        return self._runs.get(run_id)

    async def running(self) -> SyncRun | None:
        return next((run for run in self._runs.values() if run.state is RunState.RUNNING), None)

    async def begin(self, started_by: int, language: str, total: int, at: datetime) -> SyncRun | None:
        if await self.running() is not None:
            return None
        run = SyncRun(len(self._runs) + 1, started_by, at, language, total)
        self._runs[run.id] = run
        return run

    async def advance(self, run: SyncRun) -> bool:
        return self._keep(run.id, lambda kept: replace(kept, position=run.position, tally=run.tally))

    async def end(self, run_id: int, state: RunState, at: datetime) -> bool:
        return self._keep(run_id, lambda kept: replace(kept, state=state, ended_at=at))

    async def show(self, run_id: int, shown: Shown) -> None:
        self._runs[run_id] = replace(self._runs[run_id], shown=shown)

    def _keep(self, run_id: int, changed: Callable[[SyncRun], SyncRun]) -> bool:
        run = self._runs.get(run_id)
        if run is None or run.state is not RunState.RUNNING:
            return False
        self._runs[run_id] = changed(run)
        return True
