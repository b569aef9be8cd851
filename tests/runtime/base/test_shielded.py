import asyncio

import pytest

from ignis.runtime.base.shielded import shielded


class Work:
    def __init__(self) -> None:
        self.began, self.go, self.done = asyncio.Event(), asyncio.Event(), False

    async def run(self, error: Exception | None = None) -> None:
        self.began.set()
        await self.go.wait()
        self.done = True
        if error is not None:
            raise error


@pytest.mark.parametrize("error", [None, ValueError("late")])
async def test_it_ends_although_who_asked_is_cancelled_again_and_again(error: Exception | None) -> None:
    work = Work()
    asking = asyncio.ensure_future(shielded(work.run(error)))
    await work.began.wait()
    for _ in range(3):
        asking.cancel()
        await asyncio.sleep(0)
    assert not asking.done()
    work.go.set()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert work.done


async def test_its_error_is_raised() -> None:
    work = Work()
    work.go.set()
    with pytest.raises(ValueError, match="late"):
        await shielded(work.run(ValueError("late")))
