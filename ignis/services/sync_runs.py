"""A sync of everybody: begun by staff, stopped by staff, and going on where it was after the bot was killed."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from ignis.domain.refusals import Refusal, Refused
from ignis.domain.role_sync.sync_run import MemberOutcome, RunState, Shown, SyncRun, following
from ignis.services.ports import SyncRunStore

_AT_ONCE: Final = 50
"""Members between two notes of how far the run is: what is done again, for nothing, after a kill."""

SyncMembers = Callable[[Sequence[int]], Awaitable[Sequence[MemberOutcome]]]
"""Syncs these members now, and waits until Discord has taken what was to be written. Never raises for a member."""

Show = Callable[[SyncRun], Awaitable[None]]


class SyncRuns:
    """Every method raises StorageError."""

    def __init__(self, store: SyncRunStore) -> None:
        self._store = store

    async def begin(self, started_by: int, language: str, total: int, at: datetime) -> SyncRun:
        """Raises Refused while another one runs."""
        run = await self._store.begin(started_by, language, total, at)
        if run is None:
            raise Refused(Refusal.SYNC_RUNS)
        return run

    async def shown(self, run: SyncRun, shown: Shown) -> SyncRun:
        await self._store.show(run.id, shown)
        return replace(run, shown=shown)

    async def unfinished(self) -> SyncRun | None:
        """What was running when the bot ended."""
        return await self._store.running()

    async def stop(self, run_id: int, at: datetime) -> SyncRun:
        """Members whose turn it is are still synced. Raises Refused for a run that is not known."""
        await self._store.end(run_id, RunState.STOPPED, at)
        run = await self._store.find(run_id)
        if run is None:
            raise Refused(Refusal.NO_SUCH_RUN)
        return run

    async def work(
        self,
        run: SyncRun,
        members: Callable[[], Collection[int]],
        sync: SyncMembers,
        show: Show,
        now: Callable[[], datetime],
    ) -> SyncRun:
        """Goes on until everybody has been looked at or the run is stopped; the run as it ended.

        `members` is asked before every step: people come and go. `show` is told of every step.
        """
        while due := following(members(), run.position, _AT_ONCE):
            outcomes = await sync(due)
            run = replace(run, position=due[-1], tally=run.tally.plus(outcomes))
            if not await self._store.advance(run):
                return await self._ended(run)
            await show(run)
        await self._store.end(run.id, RunState.FINISHED, now())
        return await self._ended(run)

    async def _ended(self, run: SyncRun) -> SyncRun:
        """As stored, with what this step added after it had been stopped."""
        stored = await self._store.find(run.id)
        return replace(stored, tally=run.tally) if stored is not None else replace(run, state=RunState.STOPPED)
