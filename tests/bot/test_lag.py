import asyncio
import time

from ignis.bot.lag import LoopLag
from tests.support.sandbox import eventually


async def test_a_blocked_loop_shows() -> None:
    lag = LoopLag()
    assert lag.worst == 0
    watching = asyncio.create_task(lag.watch())
    await asyncio.sleep(0)
    time.sleep(0.4)  # noqa: ASYNC251  blocking the loop is the point
    await eventually(lambda: lag.worst > 0.1, "the delay")
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
