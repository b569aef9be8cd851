"""The store of look-ups in memory. It passes the same contract tests as the one on disk."""

from dataclasses import replace

from ignis.domain.role_sync.account_lookup import AccountLookup, LookupState


class FakeAccountLookups:
    """Is an AccountLookupStore."""

    def __init__(self) -> None:
        self._lookups: dict[int, AccountLookup] = {}

    async def find(self, run_id: int) -> AccountLookup | None:
        return self._lookups.get(run_id)

    async def running(self) -> AccountLookup | None:
        return next((each for each in self._lookups.values() if each.state is LookupState.RUNNING), None)

    async def begin(self, run_id: int, total: int) -> AccountLookup | None:
        if await self.running() is not None:
            return None
        begun = self._lookups[run_id] = AccountLookup(run_id, total)
        return begun

    async def advance(self, lookup: AccountLookup) -> bool:
        if not await self._runs(lookup.run_id):
            return False
        kept = self._lookups[lookup.run_id]
        self._lookups[lookup.run_id] = replace(kept, position=lookup.position, tally=lookup.tally)
        return True

    async def end(self, run_id: int, state: LookupState) -> bool:
        if not await self._runs(run_id):
            return False
        self._lookups[run_id] = replace(self._lookups[run_id], state=state)
        return True

    async def _runs(self, run_id: int) -> bool:
        running = await self.running()
        return running is not None and running.run_id == run_id
