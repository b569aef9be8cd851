"""Questions that come one by one, put together where the service answers many at once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

V = TypeVar("V")

_WITHIN: Final = 0.005
"""Seconds in which others may join: nobody notices them, and a burst of members comes faster."""


class DataLoader(Generic[V]):
    """`ask` is given at most `most` keys, each once, and answers those it knows."""

    def __init__(self, ask: Callable[[Sequence[int]], Awaitable[Mapping[int, V]]], *, most: int) -> None:
        self._ask = ask
        self._most = most
        self._waiting: dict[int, asyncio.Future[V | None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def get(self, key: int) -> V | None:
        """What `ask` answers for `key`, None when it does not know it. Raises what `ask` raises."""
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = asyncio.get_running_loop().create_future()
            if len(self._waiting) == 1:
                self._start(self._gather(self._waiting))
            if len(self._waiting) == self._most:
                self._waiting = {}
        # shielded: one who no longer waits must not take the answer from the others
        return await asyncio.shield(future)

    async def aclose(self) -> None:
        """Ends what is still being asked; whoever waits for it is cancelled."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _gather(self, batch: dict[int, asyncio.Future[V | None]]) -> None:
        try:
            await asyncio.sleep(_WITHIN)
            if self._waiting is batch:
                self._waiting = {}
            answers = await self._ask(tuple(batch))
        except Exception as error:  # noqa: BLE001  it is raised where somebody waits for it
            for future in batch.values():
                future.set_exception(error)
                future.exception()  # whoever waited may be gone
        except asyncio.CancelledError:
            for future in batch.values():
                future.cancel()
            raise
        else:
            for key, future in batch.items():
                future.set_result(answers.get(key))
