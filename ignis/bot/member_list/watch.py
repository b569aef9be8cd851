"""Has the list asked for anew, by its recovery, whenever it may not be whole."""

import asyncio
from typing import Final

from ignis.bot.gateway.client import IgnisClient
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.repairs import Repairs

_LOOK_EVERY: Final = 2.0
"""Seconds between two looks while the list is not whole. While it is, nobody looks: what may change that says so."""


class MemberListWatch:
    """It watches while `run` runs."""

    def __init__(self, client: IgnisClient, repairs: Repairs, *, look_every: float = _LOOK_EVERY) -> None:
        self._client = client
        self._repairs = repairs
        self._look_every = look_every

    async def run(self) -> None:
        """Never returns. Begun again after a failure, it looks at once."""
        members = self._client.members
        members.changed.set()
        while True:
            await members.changed.wait()
            members.changed.clear()
            if members.look():
                continue
            count = members.count
            if count is not None and not self._client.preparing:
                self._repairs.trigger(RebuildCache.name, f"{count.known} of {count.total} members are known")
            await asyncio.sleep(self._look_every)  # without a server as well: it may be chosen at any moment
            members.changed.set()
