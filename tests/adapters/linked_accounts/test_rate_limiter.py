import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from ignis.adapters.linked_accounts.http_json import RequestOutcome, SourceError
from ignis.adapters.linked_accounts.rate_limiter import RateLimiter
from tests.support.fakes.turned_clock import TurnedClock


def paced(clock: TurnedClock, per_minute: int, patience_s: float = 1000.0) -> RateLimiter:
    return RateLimiter("Roblox", per_minute, clock.monotonic, sleep=clock.sleep, patience_s=patience_s)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=30), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_no_minute_holds_more_than_is_allowed(gaps: list[float], per_minute: int) -> None:
    async def check() -> None:
        clock = TurnedClock()
        pace, sent = paced(clock, per_minute, 10_000), list[float]()

        async def send() -> None:
            await pace.turn()
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


async def test_who_would_wait_too_long_is_turned_away_with_how_long() -> None:
    clock = TurnedClock()
    pace = paced(clock, 1, patience_s=2)
    await pace.turn()
    with pytest.raises(SourceError, match="Roblox is left alone for now") as told:
        await pace.turn()
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
async def test_what_a_service_says_of_its_limits_is_obeyed(headers: dict[str, str], wait: float) -> None:
    clock = TurnedClock()
    pace = paced(clock, 100, patience_s=0)
    pace.learn(headers)
    if wait:
        with pytest.raises(SourceError) as told:
            await pace.turn()
        assert told.value.wait_s == wait
        await clock.turn(wait)
    await pace.turn()


@pytest.mark.parametrize(("asked", "wait"), [(None, 10), (3.0, 3), (1e9, 3600)])
async def test_a_service_that_says_too_many_is_left_alone(asked: float | None, wait: float) -> None:
    pace = paced(TurnedClock(), 100, patience_s=0)
    pace.hold(asked)
    pace.hold(1)  # a shorter wish takes nothing from the longer one
    with pytest.raises(SourceError) as told:
        await pace.turn()
    assert told.value.wait_s == wait
