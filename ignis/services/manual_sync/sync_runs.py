"""A sync of all members: staff start it and can stop it, and it continues where it was after the bot was killed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.sync_run import MemberOutcome, RunState, Shown, SyncRun, following
from ignis.runtime.base.clock import Clock
from ignis.services.ports import SyncRunStore

_AT_ONCE: Final = 50
"""Members between two stored positions: at most so many are synced a second time after a kill."""


class RunTarget(Protocol):
    """The server that a run goes through, and where its progress is shown."""

    def member_ids(self) -> Collection[int]:
        """The members to sync. Read before every step: members come and go."""
        ...

    async def sync(self, user_ids: Sequence[int]) -> Sequence[MemberOutcome]:
        """Syncs these members now, and waits until Discord has accepted the writes. Never raises for a member."""
        ...

    async def show(self, run: SyncRun) -> None:
        """Called after every step."""
        ...


class SyncRuns:
    """Every method raises StorageError.

    Example:
        run = await runs.begin(officer.id, "en", total=120, at=clock.now())
        ended = await runs.work(run, target, clock)
    """

    def __init__(self, store: SyncRunStore) -> None:
        self._store = store

    async def begin(self, started_by: int, language: str, total: int, at: datetime) -> SyncRun:
        """Raises Refused if another one is running."""
        run = await self._store.begin(started_by, language, total, at)
        if run is None:
            raise Refused(Refusal.SYNC_RUNS)
        return run

    async def shown(self, run: SyncRun, shown: Shown) -> SyncRun:
        await self._store.show(run.id, shown)
        return replace(run, shown=shown)

    async def unfinished(self) -> SyncRun | None:
        """The run that was going on when the bot ended."""
        return await self._store.running()

    async def find(self, run_id: int) -> SyncRun | None:
        return await self._store.find(run_id)

    async def stop(self, run_id: int, at: datetime) -> SyncRun:
        """Members who are being synced right now are finished. Raises Refused for an unknown run."""
        await self._store.end(run_id, RunState.STOPPED, at)
        run = await self._store.find(run_id)
        if run is None:
            raise Refused(Refusal.NO_SUCH_RUN)
        return run

    async def work(self, run: SyncRun, target: RunTarget, clock: Clock) -> SyncRun:
        """Works until all members are done or the run is stopped. Returns the run as it ended."""
        while due := following(target.member_ids(), run.position, _AT_ONCE):
            outcomes = await target.sync(due)
            run = replace(run, position=due[-1], tally=run.tally.plus(outcomes))
            if not await self._store.advance(run):
                return await self._ended(run)
            await target.show(run)
        await self._store.end(run.id, RunState.FINISHED, clock.now())
        return await self._ended(run)

    async def _ended(self, run: SyncRun) -> SyncRun:
        """As stored, plus what this step did after the run had been stopped."""
        stored = await self._store.find(run.id)
        return replace(stored, tally=run.tally) if stored is not None else replace(run, state=RunState.STOPPED)
