"""Waiting for something that a test has set going: until it is so, and never for a time that was guessed.

The limits are generous, because they end only tests that fail: a busy machine is slow, and no reason to fail.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
WITHIN = 60.0
_EVERY = 0.02


async def becomes(ask: Callable[[], Awaitable[T | None]], what: str, *, within: float = WITHIN) -> T:
    """The first true answer; fails the test with `what` when none comes in time (seconds).

    Example: `await becomes(program.ready, "readiness")`.
    """
    deadline = time.monotonic() + within
    while True:
        if answer := await ask():
            return answer
        assert time.monotonic() < deadline, f"not within {within:g} s: {what}"
        await asyncio.sleep(_EVERY)


async def eventually(ask: Callable[[], T | None], what: str, *, within: float = WITHIN) -> T:
    """As `becomes`, for what can be asked without waiting.

    Example: `await eventually(lambda: client.is_closed(), "the client is closed")`.
    """

    async def answer() -> T | None:
        return ask()

    return await becomes(answer, what, within=within)


def wait_until(ask: Callable[[], T | None], what: str, *, within: float = WITHIN) -> T:
    """As `eventually`, for tests that do not run in an event loop."""
    deadline = time.monotonic() + within
    while True:
        if answer := ask():
            return answer
        assert time.monotonic() < deadline, f"not within {within:g} s: {what}"
        time.sleep(_EVERY)


async def end_other_tasks() -> None:
    """Cancels every other task of the loop until none is left, those as well that others begin while they end.

    A task that is begun while the loop is being closed never runs, and Python warns of its coroutine.
    """
    deadline = time.monotonic() + WITHIN
    while left := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=1)  # again after that: Python 3.11's wait_for can lose a cancellation
        assert time.monotonic() < deadline, f"they cannot be cancelled: {left}"
