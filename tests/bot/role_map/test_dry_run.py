"""However many members are looked at, others get their turn."""

import asyncio
import time

from ignis.bot.role_map.dry_run import _unhurried
from ignis.runtime.base.clock import SystemClock


async def test_others_get_their_turn_between_members() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    seen = []
    async for item in _unhurried(list(range(64)), SystemClock()):
        time.sleep(0.001)  # noqa: ASYNC251  work that keeps the loop busy
        seen.append(item)
    task.cancel()
    assert seen == list(range(64))
    assert turns > 1
