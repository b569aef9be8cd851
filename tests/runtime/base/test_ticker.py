import asyncio
import time

from hypothesis import given, strategies as st

from ignis.runtime.base.ticker import next_tick, tick

_MOMENTS = st.floats(0, 1e7)
_PAUSES = st.sampled_from([0.01, 0.5, 1.0, 2.0, 3.0, 7.5, 10.0])


@given(_MOMENTS, _PAUSES)
def test_the_next_moment_is_a_multiple_and_neither_too_near_nor_further_than_the_pause_and_a_bit(
    now: float, every: float
) -> None:
    found = next_tick(now, every)
    assert abs(found / every - round(found / every)) < 1e-6
    assert 0.09 * every < found - now < 1.11 * every


@given(_MOMENTS)
def test_pauses_that_divide_each_other_meet(now: float) -> None:
    slow = next_tick(now, 2.0)
    assert next_tick(slow - 0.4, 0.5) == slow


async def test_a_tick_ends_at_the_next_moment_or_later() -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await tick(0.05)
    assert loop.time() + time.get_clock_info("monotonic").resolution >= next_tick(begun, 0.05)
