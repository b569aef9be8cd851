"""Joins questions that come one by one into one request, where the service answers many at once."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, Generic, Protocol, TypeVar

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

_WITHIN: Final = 0.005
"""Seconds in which other questions may join. No reader notices them, and a burst of members comes faster."""


class BatchSource(Protocol[V_co]):
    """Answers many keys at once."""

    async def load(self, keys: Sequence[int]) -> Mapping[int, V_co | Exception]:
        """`keys` are each there once. Keys that are not known are left out of the answer.

        An exception is the answer for one key: it is raised where a reader waits for that key.
        """
        ...


class DataLoader(Generic[V]):
    """Asks `source` for at most `most` keys at a time.

    Example:
        names = DataLoader(source, most=100)
        await asyncio.gather(names.get(1), names.get(2))  # one request
    """

    def __init__(self, source: BatchSource[V], *, most: int) -> None:
        self._source = source
        self._most = most
        self._waiting: dict[int, asyncio.Future[V | None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def get(self, key: int) -> V | None:
        """The answer for `key`, None if the source does not know it. Raises what the source raises."""
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = asyncio.get_running_loop().create_future()
            if len(self._waiting) == 1:
                self._start(self._waiting)
            if len(self._waiting) == self._most:
                self._waiting = {}
        # shielded: a cancelled reader must not take the answer from the others
        return await asyncio.shield(future)

    async def aclose(self) -> None:
        """Ends the questions under way. Readers that wait for them are cancelled."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _start(self, batch: dict[int, asyncio.Future[V | None]]) -> None:
        task = asyncio.ensure_future(self._gather(batch))
        self._running.add(task)
        task.add_done_callback(partial(self._end, batch))

    def _end(self, batch: dict[int, asyncio.Future[V | None]], task: asyncio.Task[None]) -> None:
        """Also of a task that was cancelled before its first step."""
        self._running.discard(task)
        for future in batch.values():
            future.cancel()  # has no effect on an answered one

    async def _gather(self, batch: dict[int, asyncio.Future[V | None]]) -> None:
        try:
            await asyncio.sleep(_WITHIN)
            if self._waiting is batch:
                self._waiting = {}
            answers = await self._source.load(tuple(batch))
        except Exception as error:  # noqa: BLE001  it is raised where a reader waits for it
            for future in batch.values():
                _fail(future, error)
        else:
            for key, future in batch.items():
                answer = answers.get(key)
                if isinstance(answer, Exception):
                    _fail(future, answer)
                else:
                    future.set_result(answer)


def _fail(future: asyncio.Future[V | None], error: Exception) -> None:
    future.set_exception(error)
    future.exception()  # the readers may be gone
