"""Waiting in step. What looks at something again and again does so at the same moments as everything else that does.

At rest the waking costs more than the looks themselves: ten times a second for a little each cost a program a third of
a percent of a core, and as many looks at two moments half of that. The moments are the multiples of the pause on the
clock that is never stepped, so those of 0.5, 1, 2 and 10 seconds fall together.
"""

import asyncio

_LEAST = 0.1  # of the pause: what ended just before a moment has had it


def next_beat(now: float, every: float) -> float:
    """The next multiple of `every` that is at least a tenth of it away; all in seconds. Now where there is no pause."""
    return now if every <= 0 else ((now + _LEAST * every) // every + 1) * every


async def beat(every: float) -> None:
    """Sleeps until the next moment of its kind: whoever does so in a loop looks every `every` seconds."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(next_beat(loop.time(), every) - loop.time())
