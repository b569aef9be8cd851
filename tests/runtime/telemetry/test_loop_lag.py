import asyncio
import time

from ignis.runtime.telemetry.loop_lag import LoopLag
from tests.support.waiting import eventually


async def test_a_blocked_loop_shows_as_long_as_it_is_watched() -> None:
    lag, loop = LoopLag(), asyncio.get_running_loop()
    assert lag.worst == 0
    with lag.watching(loop):
        time.sleep(0.7)  # noqa: ASYNC251  blocking the loop is the point
        await eventually(lambda: lag.worst > 0.1, "the delay")
