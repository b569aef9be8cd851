"""relay.db while the relay runs: the sign of life in it, and whether it is still the file that the relay writes to."""

import asyncio
import contextlib
from dataclasses import dataclass

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from probes.database import StoreError
from probes.relay.relay_database import RelayDatabase
from probes.relay.store import RelayStore
from probes.relay.write_behind import WriteBehind

_HEARTBEAT_EVERY = 10.0
_CHECK_EVERY = 1.0


@dataclass(frozen=True)
class SignOfLife:
    """Stores the time of this run's last sign of life, in case it is killed."""

    store: RelayStore
    clock: Clock

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(_HEARTBEAT_EVERY)
            with contextlib.suppress(StoreError):  # logged where the database is needed
                await asyncio.to_thread(self.store.heartbeat, self.clock.now())


@dataclass(frozen=True)
class PlaceCheck:
    """Whether relay.db is still the opened file: what is written to another would never be read again."""

    database: RelayDatabase
    kept: WriteBehind

    async def run(self) -> None:
        """Never returns."""
        while True:
            await tick(_CHECK_EVERY)
            await self.look()

    async def look(self) -> None:
        """If it is not, all that is known is written to the file that is there, or to a new one."""
        if (why := await asyncio.to_thread(self.database.misplaced)) is not None:
            await self.kept.reopen(why, damaged=await asyncio.to_thread(self.database.spoilt))
