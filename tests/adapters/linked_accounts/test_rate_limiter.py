import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from tests.support.fakes.turned_clock import TurnedClock


def limited(clock: TurnedClock, per_minute: int, patience_s: float = 1000.0) -> RateLimiter:
    return RateLimiter("Roblox", per_minute, clock, patience_s=patience_s)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=30), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_no_minute_holds_more_than_is_allowed(gaps: list[float], per_minute: int) -> None:
    async def check() -> None:
        clock = TurnedClock()
        limiter, sent = limited(clock, per_minute, 10_000), list[float]()

        async def send() -> None:
            await limiter.turn()
            sent.append(clock.monotonic())

        tasks = []
        for gap in gaps:
            tasks.append(asyncio.create_task(send()))
            await clock.turn(gap)
        await clock.turn(60 * len(gaps))
        await asyncio.gather(*tasks)
        assert len(sent) == len(gaps)
        assert all(later - earlier >= 60 - 1e-6 for earlier, later in zip(sent, sent[per_minute:], strict=False))
        assert all(earlier <= later for earlier, later in pairwise(sent))

    asyncio.run(check())


async def test_a_wait_that_is_too_long_is_refused_with_its_length() -> None:
    clock = TurnedClock()
    limiter = limited(clock, 1, patience_s=2)
    await limiter.turn()
    with pytest.raises(SourceError, match="Roblox is left alone for now") as told:
        await limiter.turn()
    assert (told.value.outcome, told.value.wait_s) == (RequestOutcome.HELD, 60)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "17"}, 17),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "17"}, 0),
        ({"x-ratelimit-remaining": "none", "x-ratelimit-reset": "soon"}, 0),
        ({"x-ratelimit-remaining": "0"}, 0),
        ({}, 0),
    ],
)
async def test_the_limits_that_a_service_reports_are_obeyed(headers: dict[str, str], wait: float) -> None:
    clock = TurnedClock()
    limiter = limited(clock, 100, patience_s=0)
    limiter.learn(headers)
    if wait:
        with pytest.raises(SourceError) as told:
            await limiter.turn()
        assert told.value.wait_s == wait
        await clock.turn(wait)
    await limiter.turn()


@pytest.mark.parametrize(("asked", "wait"), [(None, 10), (3.0, 3), (1e9, 3600)])
async def test_after_too_many_requests_there_is_a_pause(asked: float | None, wait: float) -> None:
    limiter = limited(TurnedClock(), 100, patience_s=0)
    limiter.hold(asked)
    limiter.hold(1)  # a shorter wish takes nothing from the longer one
    with pytest.raises(SourceError) as told:
        await limiter.turn()
    assert told.value.wait_s == wait
