"""relay.db while the relay runs: the sign of life in it, and whether it is still the file that the relay writes to."""

import asyncio
import contextlib

from ignis.runtime.base.clock import Clock
from ignis.runtime.base.ticker import tick
from ignis.runtime.stack.process import GIVE_UP, Exit
from probes.database import Database, StoreError
from probes.relay.store import RelayStore

_HEARTBEAT_EVERY = 10.0
_CHECK_EVERY = 2.0


async def keep_heartbeat(store: RelayStore, clock: Clock) -> None:
    """Stores the time of this run's last sign of life, in case it is killed. Never returns."""
    while True:
        await tick(_HEARTBEAT_EVERY)
        with contextlib.suppress(StoreError):  # logged where the database is needed
            await asyncio.to_thread(store.heartbeat, clock.now())


async def check_place(database: Database) -> None:
    """Raises Exit once relay.db is no longer the opened file: what is written there would never be read again."""
    while True:
        await tick(_CHECK_EVERY)
        if (why := database.misplaced()) is not None:
            raise Exit(
                GIVE_UP,
                f"{database.path}: {why}; starting again with the file that is there, open incidents may be lost",
            )
