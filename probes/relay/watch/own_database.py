"""relay.db while the relay runs: the sign of life in it, and whether it is still the file that the relay writes to."""

import asyncio
import contextlib
from dataclasses import dataclass

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack.process import GIVE_UP, Exit
from probes.database import Database, StoreError
from probes.relay.store import RelayStore

_HEARTBEAT_EVERY = 10.0
_CHECK_EVERY = 2.0


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

    database: Database

    async def run(self) -> None:
        """Raises Exit (70) once it is not."""
        while True:
            await tick(_CHECK_EVERY)
            if (why := self.database.misplaced()) is not None:
                raise Exit(
                    GIVE_UP,
                    f"{self.database.path}: {why}; starting again with the file that is there, "
                    "open incidents may be lost",
                )
