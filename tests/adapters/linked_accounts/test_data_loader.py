import asyncio
from collections.abc import Mapping, Sequence

import pytest

from ignis.adapters.linked_accounts.data_loader import DataLoader


class Names:
    def __init__(self) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.error: Exception | None = None
        self.wait: asyncio.Event | None = None
        self.came = asyncio.Event()

    async def load(self, keys: Sequence[int]) -> Mapping[int, str | Exception]:
        self.asked.append(tuple(keys))
        self.came.set()
        if self.wait is not None:
            await self.wait.wait()
        if self.error is not None:
            raise self.error
        found: dict[int, str | Exception] = {key: f"Player{key}" for key in keys if key != 404}
        return found | {key: LookupError(key) for key in keys if key == 666}


async def test_questions_that_come_together_are_one_request() -> None:
    names = Names()
    loader = DataLoader(names, most=100)
    assert await asyncio.gather(*map(loader.get, (1, 2, 2, 404))) == ["Player1", "Player2", "Player2", None]
    assert names.asked == [(1, 2, 404)]
    assert await loader.get(1) == "Player1"
    assert names.asked[1:] == [(1,)]


async def test_no_batch_is_larger_than_the_service_takes() -> None:
    names = Names()
    loader = DataLoader(names, most=100)
    await asyncio.gather(*map(loader.get, range(250)))
    assert [len(keys) for keys in names.asked] == [100, 100, 50]


async def test_a_failure_is_raised_for_every_reader() -> None:
    names = Names()
    names.error = ConnectionResetError()
    loader = DataLoader(names, most=100)
    results = await asyncio.gather(*map(loader.get, range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionResetError] * 3
    names.error = None
    assert await loader.get(1) == "Player1"


async def test_the_error_of_one_key_is_not_the_others() -> None:
    loader = DataLoader(Names(), most=100)
    one, broken, two = await asyncio.gather(*map(loader.get, (1, 666, 2)), return_exceptions=True)
    assert (one, type(broken), two) == ("Player1", LookupError, "Player2")


async def test_a_cancelled_reader_takes_nothing_from_the_others() -> None:
    names = Names()
    names.wait = asyncio.Event()
    loader = DataLoader(names, most=100)
    gone, stays = asyncio.create_task(loader.get(1)), asyncio.create_task(loader.get(1))
    await names.came.wait()
    gone.cancel()
    names.wait.set()
    assert await stays == "Player1"


async def test_closing_cancels_the_readers() -> None:
    names = Names()
    names.wait = asyncio.Event()
    loader = DataLoader(names, most=100)
    waiting = asyncio.create_task(loader.get(1))
    await names.came.wait()
    await loader.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting
