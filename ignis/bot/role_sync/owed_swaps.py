"""Which roles Discord still owes to members: kept in `ignis.db` until they are given and taken."""

from collections.abc import Collection

from ignis.domain.role_sync.swap import Swap
from ignis.runtime.base.clock import Clock
from ignis.runtime.telemetry.logs import Logger
from ignis.services.ports import StorageError, SwapStore


class OwedSwaps:
    """While the database cannot be written, what is owed is remembered in memory alone.

    Example:
        await owed.begin(user_id, swap)   # before the first request
        await owed.settle(user_id)        # after the last one
    """

    def __init__(self, store: SwapStore, clock: Clock, log: Logger) -> None:
        self._store = store
        self._clock = clock
        self._log = log
        self._owed: dict[int, Swap] = {}
        self._stored: set[int] = set()
        self._loaded = False

    def __contains__(self, user_id: int) -> bool:
        return user_id in self._owed

    def of(self, user_id: int) -> Swap | None:
        """What the sync has to finish."""
        return self._owed.get(user_id)

    async def load(self) -> Collection[int]:
        """Who was owed something when the bot ended: at the first call. Raises StorageError."""
        if self._loaded:
            return ()
        found = await self._store.load()
        self._loaded = True
        self._stored |= found.keys()
        new = {user_id: swap for user_id, swap in found.items() if user_id not in self._owed}
        self._owed |= new
        return new.keys()

    async def begin(self, user_id: int, swap: Swap) -> None:
        """Somebody carries it out right now: the sync has to do it only if the bot is killed meanwhile."""
        self._owed.pop(user_id, None)
        await self._keep(user_id, swap)

    async def owe(self, user_id: int, swap: Swap) -> None:
        """The sync has to finish it."""
        self._owed[user_id] = swap
        await self._keep(user_id, swap)

    async def settle(self, user_id: int) -> None:
        """Nothing is owed (any more)."""
        self._owed.pop(user_id, None)
        if user_id not in self._stored:
            return
        try:
            await self._store.drop(user_id)
        except StorageError as error:  # the next start looks at the member once more, and finds nothing to do
            self._log.warning("a swap of roles is done and still stored", member=user_id, problem=str(error))
        else:
            self._stored.discard(user_id)

    async def _keep(self, user_id: int, swap: Swap) -> None:
        try:
            await self._store.keep(user_id, swap, self._clock.now())
        except StorageError as error:
            self._log.warning("a swap of roles is remembered in memory alone", member=user_id, problem=str(error))
        else:
            self._stored.add(user_id)
